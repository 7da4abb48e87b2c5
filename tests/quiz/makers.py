"""Questions made by hand, for tests of what happens to them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Number, Option, Question, Type
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.content.text import Text
from tests.examples import any_text


@cache
def generator(name: str) -> Generator:
    """Questions of one of the decks beside this file."""
    deck = read_deck(Path(__file__).parent / "decks" / f"{name}.yaml").deck
    assert deck is not None
    return Generator({f"{deck.id}/{note.id}": note for note in deck.notes})


def text(words: str) -> Text:
    return Text(zh=words, en=words)


def option(words: str, correct: bool = False, note: str | None = None) -> Option:
    return Option(text(words), correct, note, text(f"why {words}"))


def single(name: str = "one") -> Question:
    options = (option("wrong", note="d/other"), option("right", True, f"d/{name}"), option("third", note="d/third"))
    return made(name, Type.SINGLE, options=options)


def multiple() -> Question:
    options = (option("a", True), option("b", True), option("c", note="d/c"), option("e", note="d/e"))
    return made("several", Type.MULTIPLE, options=options)


def true_false() -> Question:
    return made("claim", Type.TRUE_FALSE, options=(option("true", note="d/other"), option("false", True, "d/claim")))


def match() -> Question:
    options = (option("B", note="d/b"), option("A", note="d/a"), option("C", note="d/c"))
    return made("a", Type.MATCH, options=options, pairs=((text("a"), 1), (text("b"), 0), (text("c"), 2)))


def order() -> Question:
    return made("steps", Type.ORDER, options=tuple(option(c) for c in "dabc"), sequence=(1, 2, 3, 0))


def typed(name: str = "term") -> Question:
    return made(
        name, Type.TYPED, accepted=(Text(zh="跳出率", en="Bounce rate"),), rivals=(option("退出率", note="d/exit"),)
    )


def numeric() -> Question:
    return made("sum", Type.NUMERIC, number=Number(12.5, 0.05, 1, text("%")))


def made(name: str, kind: Type, **parts: Any) -> Question:
    return Question(
        f"d/{name}/face:{kind}@1",
        f"d/{name}",
        f"d/{name}/face",
        kind,
        text("ask"),
        text("because"),
        aspect="f",
        **parts,
    )


ALL = (single(), multiple(), true_false(), match(), order(), typed(), numeric())
RIGHT = (
    Answer(chosen=(1,)),
    Answer(chosen=(0, 1)),
    Answer(chosen=(1,)),
    Answer(chosen=(1, 0, 2)),
    Answer(chosen=(1, 2, 3, 0)),
    Answer(text="跳出率"),
    Answer(text="12.5%"),
)
answers = st.builds(
    Answer,
    chosen=st.lists(st.integers(-3, 9) | st.integers(), max_size=8).map(tuple),
    text=any_text(max_size=60) | st.sampled_from(["跳出", "跳出率", "退出率", "12.5", "bounce rat"]),
    sure=st.none() | st.booleans(),
    judged=st.none() | st.booleans(),
)
