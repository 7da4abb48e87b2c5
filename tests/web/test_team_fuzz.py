"""The API holds to its own OpenAPI description, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from ops_trainer.team_server.http.app import create_app
from ops_trainer.team_server.http.gate import Rates
from tests.conftest import Clock
from tests.hubs import Team, opened, sqlite_in

EXAMPLES = 30


@dataclass
class Fuzzed:
    """A server by its description, and a lead's token."""

    schema: Any
    token: str


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    import schemathesis  # takes half a second, which whoever only collects the tests needn't wait for

    clock = Clock(datetime.fromisoformat("2026-11-23T09:00:00+08:00"))
    with opened(sqlite_in(tmp_path_factory.mktemp("fuzz")), clock) as hub:
        team = Team(hub, clock)
        team.join("Mei")
        team.assign()
        app = create_app(hub, rates=Rates(10**9, 10**9, 10**9))
        yield Fuzzed(schemathesis.openapi.from_asgi("/openapi.json", app), team.lead_token)


@pytest.mark.soak(only=True)
@pytest.mark.parametrize("fits", [True, False], ids=["fitting", "misfit"])
def test_it_holds_to_its_description(fuzzed: Fuzzed, fits: bool) -> None:
    operations = [result.ok() for result in fuzzed.schema.get_all_operations()]
    assert len(operations) > 25
    assert sum(_ask(fuzzed, operation, fits) for operation in operations) > 5 * len(operations)


def _ask(fuzzed: Fuzzed, operation: Any, fits: bool) -> int:
    """Ask one operation some times; how often. One that takes nothing can be asked in no wrong way."""
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as openapi

    if not fits and not any((*operation.body, *operation.path_parameters)):
        return 0
    asked = 0
    checks = [
        not_a_server_error,
        openapi.status_code_conformance,
        openapi.content_type_conformance,
        openapi.response_schema_conformance,
        *([] if fits else [openapi.negative_data_rejection]),
    ]

    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE if fits else GenerationMode.NEGATIVE))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        reply = case.call(headers={"Authorization": f"Bearer {fuzzed.token}"})
        case.validate_response(reply, checks=checks)

    ask()
    return asked
