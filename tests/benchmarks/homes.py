"""A home of many cards to measure the app on; a folder that is named is built once and used again."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.benchmarks.study import build


@contextlib.contextmanager
def big_home(cards: int, named: str | None) -> Iterator[Path]:
    """A home whose learner has passed the welcome, half of the cards learnt and a tenth due."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(named) if named else Path(folder) / "home"
        if not (home / "decks").exists():
            build(home, cards, cards // 10)
        import ops_trainer

        with ops_trainer.open(home, clock=lambda: datetime.now().astimezone()) as trainer:
            trainer.change(welcomed=True, language="en", theme="dark")
        yield home
