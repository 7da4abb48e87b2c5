"""How text is set: what no reader would see broken is never broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.typography import NO_END, NO_START, pieces, spaced, width, wrap

texts = st.text(st.sampled_from("运营用户留存复购率，。、（）“”A/B test 12% \n"), max_size=80)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("用A/B测试", "用 A/B 测试"),
        ("次日留存40%以上", "次日留存 40% 以上"),
        ("付费¥30起", "付费 ¥30 起"),
        ("已有 空格", "已有 空格"),
        ("留存（D7）看", "留存（D7）看"),
        ("plain words", "plain words"),
    ],
)
def test_han_and_latin_stand_apart(text: str, shown: str) -> None:
    assert spaced(text) == shown
    assert spaced(shown) == shown


@given(texts)
def test_spacing_twice_changes_nothing_and_adds_spaces_only(text: str) -> None:
    once = spaced(text)
    assert spaced(once) == once
    assert once.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "cells"), [("ab", 2), ("运营", 4), ("，", 2), ("é", 1), ("e\u0301", 1), ("😀", 2), ("", 0)]
)
def test_width_is_cells(text: str, cells: int) -> None:
    assert width(text) == cells


@given(texts, st.integers(2, 40))
def test_lines_fit_and_nothing_is_lost(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert len(lines) >= len(text.split("\n"))


@given(texts, st.integers(12, 40))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    longest = max((width(piece) for paragraph in text.split("\n") for piece in pieces(paragraph)), default=0)
    begins = {paragraph.lstrip()[:1] for paragraph in text.split("\n")}
    ends = {paragraph.rstrip()[-1:] for paragraph in text.split("\n")}
    if longest <= cells:
        assert all(line[:1] not in NO_START or line[:1] in begins for line in lines)
        assert all(line[-1:] not in NO_END or line[-1:] in ends for line in lines)


def test_lines_break_between_phrases() -> None:
    assert wrap("让用户在最需要的时候想起你，而不是别人。", 20) == ["让用户在最需要的时候", "想起你，而不是别人。"]
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("一\n\n二", 10) == ["一", "", "二"]
