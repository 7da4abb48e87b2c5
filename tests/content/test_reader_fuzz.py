"""Whatever a file holds, the reader gives a deck or problems with their places, and never raises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.kinds import KINDS
from ops_trainer.content.lint.advice import warnings
from ops_trainer.content.reading.reader import FIELDS, Reading, parse_deck
from ops_trainer.locale import LANGS
from tests.examples import any_text, examples

KINDS_DECK = Path(__file__).with_name("kinds.yaml").read_bytes()
PIECES = [
    b"\t",
    b": ",
    b"- ",
    b"{",
    b"}",
    b"[",
    b"]",
    b"&a ",
    b"*a",
    b"!x ",
    b"'",
    b'"',
    b"\xff",
    b"\x00",
    b"\n---\n",
    b"no",
    b"\xe2\x80\xae",
    b"{{a::b}}",
    b"|",
    b">",
    b"#",
    b"%",
    b"? ",
    b"<<: ",
    b"\r\n",
    b"\n\n    ",
]


def holds(data: bytes) -> Reading:
    """What holds of every reading."""
    reading = parse_deck(data, "d.yaml")
    assert (reading.deck is None) == bool(reading.problems)
    lines = data.decode("utf-8", errors="replace").count("\n") + data.count(b"\r") + 2
    for problem in reading.problems:
        assert 1 <= problem.line <= lines
        assert problem.column >= 1
        for lang in LANGS:
            assert problem.in_lang(lang).startswith("d.yaml:")
    if reading.deck is not None:
        warnings(reading)
        for note in reading.deck.notes:
            note.make_cards(reading.deck.id)
            for lang in LANGS:
                note.lesson(reading.deck.id, lang, {})
    return reading


@given(st.binary(max_size=300))
@examples(150)
def test_any_bytes(data: bytes) -> None:
    holds(data)


@given(st.text(st.sampled_from("ab :-{}[]\n'\"&*!|>#%@`?,\t~运，：0"), max_size=120))
@examples(250)
def test_anything_that_looks_like_yaml(text: str) -> None:
    holds(text.encode())


@given(
    st.lists(
        st.tuples(st.integers(0, len(KINDS_DECK)), st.sampled_from(PIECES), st.integers(0, 6)), min_size=1, max_size=4
    )
)
@examples(120)
def test_a_deck_with_slips_of_the_finger(slips: list[tuple[int, bytes, int]]) -> None:
    data = KINDS_DECK
    for place, piece, gone in slips:
        data = data[:place] + piece + data[place + gone :]
    holds(data)


values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | any_text(max_size=12)
    | st.sampled_from(["kinds/a", "a", "zh"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIELDS, "x"]), inner, max_size=4),
    max_leaves=8,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.sampled_from(["a", "b", "c"]) | values, "kind": st.sampled_from(tuple(KINDS)) | values},
            optional={name: values for name in FIELDS if name not in ("id", "kind")},
        ),
        max_size=3,
    ),
    values,
)
@examples(70)
def test_any_values_in_any_field(notes: list[dict[str, Any]], title: Any) -> None:
    deck = {"id": "d", "title": title, "notes": notes}
    holds(yaml.safe_dump(deck, allow_unicode=True, sort_keys=False).encode("utf-8", errors="replace"))
