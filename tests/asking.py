"""Asking the team server's app without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx

from ops_trainer.team_server import TeamServer
from ops_trainer.team_server.http.app import create_app
from ops_trainer.team_server.http.gate import Rates


class Web:
    """The whole app with its gate. Answers are httpx responses."""

    def __init__(self, hub: TeamServer, rates: Rates | None = None, now: Callable[[], float] = lambda: 0.0) -> None:
        self.app = create_app(hub, rates=rates or Rates(10**6, 10**6, 10**6), now=now)
        self.loop = asyncio.new_event_loop()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        raw: bytes | None = None,
        **headers: str,
    ) -> httpx.Response:
        """One request, in JSON, by a token."""
        return self.loop.run_until_complete(self._ask(method, path, body, token, raw, headers))

    async def _ask(
        self, method: str, path: str, body: Any, token: str | None, raw: bytes | None, headers: dict[str, str]
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {} if token is None else {"authorization": f"Bearer {token}"}
        sent.setdefault("content-type", "application/json")
        content = raw if body is None else json.dumps(body).encode()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://team.test") as client:
            return await client.request(method, path, content=content, headers=sent)

    def close(self) -> None:
        self.loop.close()


def key(reply: httpx.Response) -> str:
    """The catalogue key of a refusal."""
    return str(reply.json()["error"]["key"])
