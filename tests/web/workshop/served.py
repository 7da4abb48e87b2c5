"""A room that is served on this machine, and plain clients for it."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ops_trainer.trainer.workshops import Hosting
from ops_trainer.web.workshop.server import RoomServing

DEADLINE_S = 60.0


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return str(self.json["error"])


@dataclass
class Served:
    """A room and the server around it."""

    hosting: Hosting
    serving: RoomServing
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def room(self) -> str:
        return f"/api/rooms/{self.hosting.pin}"

    def ask(
        self, path: str, body: Any = None, token: str = "", method: str = "", headers: dict[str, str] | None = None
    ) -> Reply:
        """A request; `path` beginning without a slash is within the room, `body` a document or raw bytes."""
        head = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            head["Authorization"] = f"Bearer {token}"
        head |= headers or {}
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.serving.port, timeout=DEADLINE_S)
        try:
            target = path if path.startswith("/") else f"{self.room}/{path}"
            connection.request(method or ("GET" if body is None else "POST"), target, raw, head)
            reply = connection.getresponse()
            return Reply(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
        finally:
            connection.close()

    def join(self, name: str, **more: Any) -> str:
        """Come in; the token."""
        reply = self.ask("players", {"name": name, "carry": "header", **more})
        assert reply.status in (201, 202), reply.body
        return str(reply.json["token"])

    def answer(self, token: str, run: int, chosen: list[int], **more: Any) -> Reply:
        return self.ask("answers", {"run": run, "chosen": chosen, **more}, token)

    @contextmanager
    def stream(self, token: str, last: str = "", query: str = "", path: str = "") -> Iterator[Stream]:
        """An event stream that is open, the phones' unless a path is given."""
        extra = f"Last-Event-ID: {last}\r\n" if last else ""
        with socket.create_connection(("127.0.0.1", self.serving.port), timeout=DEADLINE_S) as line:
            where = path or f"{self.room}/events{query}"
            head = f"GET {where} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            line.sendall(f"{head}{extra}\r\n".encode())
            stream = Stream(line)
            try:
                yield stream
            finally:
                stream.close()


class Stream:
    """Server-sent events, read one at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._file = line.makefile("rb")
        self.head = b""
        while (one := self._file.readline()) not in (b"\r\n", b""):
            self.head += one
        self._text = b""

    def close(self) -> None:
        """Hang up."""
        self._file.close()

    def event(self) -> tuple[str, str, Any]:
        """The next event: name, id, document."""
        while True:
            while b"\n\n" not in self._text:
                size = int(self._file.readline() or b"0", 16)
                if size == 0:
                    raise EOFError
                self._text += self._file.read(size + 2)[:-2]
            block, _, self._text = self._text.partition(b"\n\n")
            found = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
            if "event" in found:
                return found["event"], found.get("id", ""), json.loads(found["data"])

    def until(self, name: str, **wanted: Any) -> Any:
        """The first event of a name whose document holds what is wanted."""
        while True:
            event, _, document = self.event()
            if event == name and wanted.items() <= document.items():
                return document
