"""What proves who somebody is, and which account it leads to."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

DEVELOPMENT = "development"
PHONE = "phone"
WECHAT = "wechat"
WECHAT_UNION = "wechat-union"
TRUSTED_APP = "trusted-app"

_PHONE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})", re.ASCII)
_UNSEEN = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What telephones and chats put around a number that is copied, and people between its digits."""
_BETWEEN = re.compile("[-()\\[\\].\u2010-\u2015\u2212]")


@dataclass(frozen=True)
class Identity:
    """A proven identifier of a person; in this form it lives in memory only."""

    method: str
    subject: str


def wechat_identities(app_id: str, openid: str, unionid: str | None) -> list[Identity]:
    """An openid belongs to one app, a unionid to all apps of one owner."""
    own = Identity(WECHAT, f"{app_id}\x00{openid}")
    return [own, Identity(WECHAT_UNION, unionid)] if unionid else [own]


def trusted_app_identities(issuer: str, subject: str, phone: str | None) -> list[Identity]:
    own = Identity(TRUSTED_APP, f"{issuer}\x00{subject}")
    return [own, Identity(PHONE, phone)] if phone else [own]


def as_typed(text: str) -> str:
    """Figures as they were meant: of one width, without spaces and marks that nobody sees."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def phone_number(text: str) -> str | None:
    """The eleven digits of a mobile number of the mainland, or None."""
    found = _PHONE.fullmatch(_BETWEEN.sub("", as_typed(text)))
    return None if found is None else found[1]


def survivor(accounts: Collection[UUID]) -> UUID:
    """Of accounts that turn out to be one person's, the oldest stays: ids are ordered by time (R4.1)."""
    return min(accounts)
