"""A soak makes the questions with more seeds."""

from __future__ import annotations

import pytest

from tests.content.questions import library


@pytest.fixture(scope="session", autouse=True)
def seeds(request: pytest.FixtureRequest) -> None:
    """Twenty seeds in a soak: making that many questions takes longer than all that is asked about them."""
    if request.config.getoption("--soak"):
        library.SEEDS = range(20)
