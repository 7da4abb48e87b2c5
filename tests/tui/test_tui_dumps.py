"""A few screens as a whole, line by line; and that nothing a person or a deck brings is taken for markup."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.memory.events import Rating
from tests.tui.dumps import check

SIZES = {"wide": (80, 24), "small": (60, 20)}


@pytest.fixture
def studied(learner: Any, clock: Any) -> Any:
    """A learner of three days, one miss among them."""
    for day in range(3):
        session = learner.study(new_limit=3)
        first = True
        while session.card:
            session.grade(Rating.AGAIN if first and day == 1 else Rating.GOOD, 6000)
            first = False
        clock.forward(days=1)
    return learner


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_screens_are_as_they_were_looked_at(sit: Any, studied: Any, size: str, lang: str) -> None:
    studied.change(language=lang)
    async with sit(*SIZES[size]) as seat:

        def kept(name: str) -> None:
            body = seat.lines[: seat.app.screen.query_one("Keys").region.y]  # the keys have a test of their own
            check(f"{name}-{lang}-{size}", body)

        await seat.press("space", "space")
        kept("study")
        await seat.press("escape", "b", *"user", "down")
        kept("browse")
        await seat.press("escape", "t")
        kept("calendar")
        await seat.press("2")
        kept("memory")
        await seat.press("3")
        kept("mastery")


MARKUP = "[b]甲[/b][@click=app.quit]乙[/]"


async def test_a_learners_name_and_a_decks_words_show_as_themselves(
    sit: Any, learner: Any, home: Path, clock: Any
) -> None:
    own = home / "decks" / "odd.yaml"
    own.parent.mkdir(exist_ok=True)
    fields = "".join(f'    {name}: "{MARKUP}{place}"\n' for place, name in enumerate(("front", "back")))
    own.write_text(
        f'id: odd\ntitle: "{MARKUP}"\nsummary: "{MARKUP}"\nlanguage: zh\nnotes:\n  - id: a\n    kind: qa\n{fields}'
    )
    with ops_trainer.open(home, learner="[b]mei[/b]", clock=clock) as trainer:
        trainer.change(welcomed=True, language="zh")
    shown = unicodedata.normalize("NFKC", MARKUP)
    async with sit() as seat:
        assert "[b]mei[/b]" in seat.lines[0]
        assert shown in seat.text
        await seat.press("b", "甲", "down")
        assert f"{shown}0" in seat.text
        assert f"{shown}1" in seat.text
        await seat.click("#card", offset=(16, 0))
        assert seat.place == "Browse", "what looks like a link is none"
        await seat.press("d")
        assert shown in seat.text
        await seat.press("escape", "r")
        assert seat.place == "Lesson"
        assert "@click=app.quit" in seat.text
        await seat.press("escape", "escape", "comma")
        assert "学习者：[b]mei[/b]" in seat.text
