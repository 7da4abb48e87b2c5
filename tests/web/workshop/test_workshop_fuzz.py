"""Whatever is sent, the server says what is wrong with it and nothing breaks."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.trainer.workshops import Hosting
from ops_trainer.web.workshop.app import create
from tests.examples import any_text, examples
from tests.trainer.hosted import hosted
from tests.workshop.rooms import EVERY

anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10) | st.integers() | st.floats() | any_text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        name: anything | st.integers(0, 3) | st.lists(st.integers(-1, 4), max_size=5)
        for name in ("run", "ballot", "chosen", "text", "sure", "lang", "name", "knock", "carry", "more")
    },
)
PATHS = ("answers", "players", "leave", "return", "state", "review", "claims/x", "claims/%00", "..", "")
documents = (bodies | anything).map(lambda one: json.dumps(one).encode())
requests = st.lists(
    st.tuples(
        st.sampled_from(["POST", "GET", "PUT"]),
        st.sampled_from(PATHS),
        documents | st.binary(max_size=40),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def hosting() -> Iterator[Hosting]:
    with tempfile.TemporaryDirectory() as home:
        room = hosted(Path(home), lambda: datetime.now(UTC), *EVERY, max_players=2000, seconds=0)
        room.join("Ann", "en")
        room.next()
        yield room
        room.close()


async def sent(hosting: Hosting, token: str, wanted: list[tuple[str, str, bytes, bool]]) -> list[httpx.Response]:
    app = create(hosting)
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        found = []
        for method, path, body, known in wanted:
            head: dict[str, Any] = {"Content-Type": "application/json"}
            if known:
                head["Authorization"] = f"Bearer {token}"
            url = f"/api/rooms/{hosting.pin}/{path}"
            found.append(await client.request(method, url, content=body, headers=head))
        return found


@examples(60)
@given(wanted=requests)
def test_nothing_that_is_sent_breaks_the_server(hosting: Hosting, wanted: list[tuple[str, str, bytes, bool]]) -> None:
    name = f"p{len(hosting.room.players)}"
    token = hosting.join(name, "en").token
    before = hosting.room.seq
    for response in asyncio.run(sent(hosting, token, wanted)):
        assert response.status_code < 500, response.text
        if response.status_code >= 400:
            document = response.json()
            assert set(document) == {"error", "message"}
            assert set(document["message"]) == {"zh", "en"}
    kinds = {entry.kind.value for entry in [*log_of(hosting)][before:]}
    assert kinds <= {"joined", "answered", "left", "returned", "knocked", "closed"}


def log_of(hosting: Hosting) -> list[Any]:
    from ops_trainer.store import workshops as rows

    hosting.settled(hosting.room.seq)
    with hosting._writer._database.reading() as connection:
        return list(rows.entries(connection, hosting.id))
