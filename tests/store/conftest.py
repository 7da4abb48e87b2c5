"""Stores come about by the real steps here."""

from __future__ import annotations

import pytest


@pytest.fixture
def fresh_stores() -> None:
    """Leave the steps as they are."""
