"""Somebody of every role on the running system, with tokens as they are given out."""

import itertools
import time
from dataclasses import dataclass, field

import httpx

Headers = dict[str, str]

ROLES = ("anonymous", "participant", "organiser", "reporter", "editor", "reviewer", "administrator")
UNIT_OF = {"administrator": "CN", "editor": "CN", "reviewer": "CN"}
UNIT = "371000"
"""Of the others: a unit with units above it and below."""
RENEWED_AFTER_S = 200
"""An organiser's token is good for 300."""
_subjects = itertools.count(1)


@dataclass
class People:
    """`founder` is the header of an administrator whose account nobody knows, so that nobody takes it away."""

    http: httpx.Client
    founder: Headers
    _clients: dict[str, dict[str, str]] = field(default_factory=dict)
    _signed_in: dict[str, tuple[float, Headers]] = field(default_factory=dict)

    def headers(self, role: str) -> Headers:
        """Of somebody who is still there: the fuzzer erases and removes accounts, its own too."""
        if role == "anonymous":
            return {}
        signed_in_at, headers = self._signed_in.get(role, (0.0, {}))
        own = "/v1/me" if role == "participant" else "/v1/organisers/me"
        is_old = time.monotonic() - signed_in_at > RENEWED_AFTER_S
        if is_old or self.http.get(own, headers=headers).status_code != 200:
            headers = self.participant() if role == "participant" else self._sign_in(role)
            self._signed_in[role] = time.monotonic(), headers
        return headers

    def participant(self) -> Headers:
        headers = self._token(grant_type="development", subject=f"fuzz-{next(_subjects)}")
        chosen = self.http.put("/v1/me", json={"region_unit": "371002", "enterprise_unit": "CE-001"}, headers=headers)
        return {"Authorization": f"Bearer {chosen.json()['access_token']}"}

    def appoint(self, role: str, kind: str = "client", unit: str | None = None) -> dict[str, str]:
        body = {"name": "测试", "unit": unit or UNIT_OF.get(role, UNIT), "role": role, "kind": kind}
        reply = self.http.post("/v1/organisers", json=body, headers=self.founder)
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    def _sign_in(self, role: str) -> Headers:
        for _ in range(2):
            if role not in self._clients:
                self._clients[role] = self.appoint(role)
            known = {name: self._clients[role][name] for name in ("client_id", "client_secret")}
            reply = self.http.post("/v1/auth/token", json={"grant_type": "client_credentials", **known})
            if reply.status_code == 200:
                return {"Authorization": f"Bearer {reply.json()['access_token']}"}
            del self._clients[role]  # the fuzzer has removed the account
        raise AssertionError(reply.text)

    def _token(self, **body: str) -> Headers:
        reply = self.http.post("/v1/auth/token", json=body)
        assert reply.status_code == 200, reply.text
        return {"Authorization": f"Bearer {reply.json()['access_token']}"}
