"""Stores wait for the disk here, as a learner's do."""

from __future__ import annotations

import pytest


@pytest.fixture
def no_disk() -> None:
    """Leave the settings of the connections as they are."""


@pytest.fixture
def fresh_homes() -> None:
    """Make stores as the program does."""
