"""The client: every operation by its name, and what takes several of them."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, cast

import httpx

from contest_client import boards
from contest_client.calls import Calls
from contest_client.models import ReportingReportReply, ScoringBoardReply
from contest_client.sending import Sender
from contest_client.tokens import Grant


class ContestClient(Calls):
    """`grant` says who asks; without one only what is public can be asked. `language` is that of problems.

    `transport` replaces httpx's own, for proxies and tests. One client serves several threads.
    """

    def __init__(
        self,
        url: str,
        grant: Grant | None = None,
        *,
        language: str = "zh-CN",
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept-Language": language}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout_s, transport=transport)
        super().__init__(Sender(self._http, grant))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    @property
    def etag(self) -> str | None:
        """The entity tag of this thread's last reply, to be given as `if_match` of the change that is based on it."""
        return getattr(self._sender.last, "etag", None)

    def pages(self, call: Callable[..., Mapping[str, Any]], *path: object, **query: object) -> Iterator[Any]:
        """Every item of a list, page by page: `client.pages(client.list_units, parent="370000")`."""
        cursor: object = None
        while True:
            page = call(*path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return

    def watch_board(
        self, contest_id: str, entry: str, *, every_s: float = 2.0, **query: Any
    ) -> Iterator[ScoringBoardReply]:
        """The board now and after each change, by polling; for ever, until the caller stops asking."""
        return boards.watch_board(self._sender, contest_id, entry, every_s, query)

    def follow(self, contest_id: str, entry: str, **query: Any) -> Iterator[ScoringBoardReply]:
        """The board now and after each change, by server-sent events; for ever, until the caller stops asking."""
        return boards.follow(self._sender, contest_id, entry, query)

    def wait_for_state(
        self, report_id: str, states: Collection[str], *, within_s: float = 600.0, every_s: float = 5.0
    ) -> ReportingReportReply:
        """A report as soon as its state is one of these. Raises TimeoutError, which names the state it is in."""
        until = time.monotonic() + within_s
        while True:
            report = self.get_report(report_id)
            state = cast("str", report["state"])
            if state in states:
                return report
            if time.monotonic() + every_s > until:
                raise TimeoutError(f"report {report_id} is {state}, not {' or '.join(sorted(states))}")
            time.sleep(every_s)
