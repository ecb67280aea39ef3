"""Where reminders go (R3.11). Another way out is another class with the same `send`."""

import json
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from reporting_service.domain.reminders import Notice
from services.kit.outbound import Outbound, Unreachable

ACCEPTED = range(200, 300)


class Outlet(Protocol):
    async def send(self, notice: Notice) -> None:
        """Hand the notice over. Raises `Unreachable`; the same notice then comes again."""


class Webhook(BaseModel):
    """An address of the operator's that takes notices as JSON, and the bearer token that it asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(repr=False)
    token: str = Field(default="", repr=False)


class HttpOutlet:
    """`text` is ready for a group chat; the rest is for programs. Repeats carry the same `Idempotency-Key`."""

    def __init__(self, outbound: Outbound, webhook: Webhook) -> None:
        self._outbound = outbound
        self._webhook = webhook

    async def send(self, notice: Notice) -> None:
        stage = notice.stage
        content = {
            "kind": stage.kind,
            "campaign_id": stage.campaign_id,
            "template_id": stage.template_id,
            "title": notice.title,
            "due_on": stage.due_on.isoformat(),
            "parent": {"code": stage.parent, "name": notice.parent_name},
            "units": [{"code": unit.code, "name": unit.name} for unit in notice.units],
            "text": notice.text,
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": notice.key}
        if self._webhook.token:
            headers["Authorization"] = f"Bearer {self._webhook.token}"
        body = json.dumps(content, ensure_ascii=False).encode()
        reply = await self._outbound.request("POST", self._webhook.url, headers=headers, body=body)
        if reply.status not in ACCEPTED:
            raise Unreachable(f"the outlet of reminders answered {reply.status}")
