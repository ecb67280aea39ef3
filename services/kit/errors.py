"""Errors as facts: a kind decides the HTTP status in one table, a code is the stable slug that clients rely on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar


class Kind(Enum):
    BAD_REQUEST = "bad_request"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONFLICT = "conflict"
    PRECONDITION_FAILED = "precondition_failed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA = "unsupported_media"
    INVALID = "invalid"
    PRECONDITION_REQUIRED = "precondition_required"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"
    DEFECT = "defect"


@dataclass(frozen=True)
class FieldError:
    """One fault in a body: a JSON pointer (RFC 6901), a stable code and a sentence in both languages."""

    pointer: str
    code: str
    zh: str
    en: str


class Problem(Exception):
    """Base of everything a caller may be told. A subclass is a fact; its sentences are read by people.

    `extra` becomes further members of the problem document; `retry_after_s` the header of that name.
    """

    kind: ClassVar[Kind] = Kind.DEFECT
    code: ClassVar[str] = "internal-error"
    zh: ClassVar[str] = "服务器出现内部错误，请稍后再试。"
    en: ClassVar[str] = "The server met an internal error; please try again later."

    def __init__(
        self,
        *,
        extra: Mapping[str, object] | None = None,
        errors: Sequence[FieldError] = (),
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(self.code)
        self.extra = dict(extra or {})
        self.errors = tuple(errors)
        self.retry_after_s = retry_after_s


class Refused(Exception):
    """Why a process will not work with a server or a setting, as one sentence for an operator."""


class Unauthenticated(Problem):
    kind = Kind.UNAUTHENTICATED
    code = "unauthenticated"
    zh = "请先登录，或重新登录。"
    en = "Sign in, or sign in again."


class Forbidden(Problem):
    kind = Kind.FORBIDDEN
    code = "forbidden"
    zh = "您没有进行此操作的权限。"
    en = "You may not do this."


class NotFound(Problem):
    kind = Kind.NOT_FOUND
    code = "not-found"
    zh = "没有找到所请求的内容。"
    en = "What was asked for does not exist."


class MethodNotAllowed(Problem):
    kind = Kind.METHOD_NOT_ALLOWED
    code = "method-not-allowed"
    zh = "此地址不支持该请求方法。"
    en = "This address does not take that method."


class Conflict(Problem):
    kind = Kind.CONFLICT
    code = "conflict"
    zh = "当前状态下无法进行此操作。"
    en = "This cannot be done in the present state."


class Invalid(Problem):
    kind = Kind.INVALID
    code = "invalid-request"
    zh = "请求内容有误，请查看各项说明。"
    en = "The request has faults; each is named."


class IfMatchMissing(Problem):
    kind = Kind.PRECONDITION_REQUIRED
    code = "if-match-missing"
    zh = "保存时须在 If-Match 中注明所依据的版本。"
    en = "A save names the version it is based on in If-Match."


class TooManyRequests(Problem):
    kind = Kind.TOO_MANY
    code = "too-many-requests"
    zh = "操作过于频繁，请稍后再试。"
    en = "Too many requests; please wait a moment."


class Unavailable(Problem):
    kind = Kind.UNAVAILABLE
    code = "service-unavailable"
    zh = "服务繁忙，请稍后重试；已保存的内容不会丢失。"
    en = "The service is busy; please retry shortly. What was saved is safe."


class IdempotencyKeyReused(Invalid):
    code = "idempotency-key-reused"
    zh = "同一个 Idempotency-Key 不能用于内容不同的请求。"
    en = "This Idempotency-Key was used with a different request."


class IdempotencyKeyInFlight(Conflict):
    code = "idempotency-key-in-flight"
    zh = "使用同一个 Idempotency-Key 的请求正在处理中。"
    en = "A request with this Idempotency-Key is still being handled."
