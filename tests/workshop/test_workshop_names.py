"""Which nicknames are fit to be shown, and which look alike."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.locale import Complaint
from ops_trainer.workshop.names import LONGEST, claim_code, clean, pin, same_code, skeletons
from tests.examples import any_text
from tests.workshop.rooms import Table


@pytest.mark.parametrize(
    "name",
    [
        "小王",
        "Zoë",
        "O'Brien",
        "李 明",
        "<b>Bob</b>",
        "[@click=app.quit]x",
        "🎉",
        "Ünal",
        "たろう",
        "한글",
        "a" * LONGEST,
        "{name}",
    ],
)
def test_ordinary_names_and_anything_that_looks_like_markup_are_kept_as_they_are(name: str) -> None:
    assert clean(name) == name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "name_length"),
        ("   ", "name_length"),
        ("a" * (LONGEST + 1), "name_length"),
        ("a\x00b", "name_characters"),
        ("a\x1b[31mb", "name_characters"),
        ("a\u202eb", "name_characters"),
        ("a\u200bb", "name_characters"),
        ("a\u2066b", "name_characters"),
        ("\ud800", "name_characters"),
        ("\ue000", "name_characters"),
        ("Z\u0351\u036b\u0343\u036aalgo", "name_characters"),
        ("\u3164", "name_characters"),
        ("\u2800", "name_characters"),
    ],
)
def test_names_that_can_not_be_shown_are_refused(name: str, key: str) -> None:
    with pytest.raises(Complaint, check=lambda error: error.key == f"workshop.{key}"):
        clean(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adam", "adam"),
        ("Adam", "Аdam"),  # Cyrillic А
        ("paul", "рauӏ"),
        ("Zoe", "Zoë"),
        ("Bill", "BiII"),
        ("Bob1", "Bobl"),
        ("B0b", "Bob"),
        ("Anna", "Ａｎｎａ"),
        ("modern", "modem"),
        ("Li Na", "LiNa"),
        ("Li-Na", "li_na"),
        ("Nikos", "Νikos"),  # Greek Ν
        ("Olivia", "Oliνia"),  # Greek ν
        ("µm", "ΜM"),
        ("张未", "张末"),
        ("小口", "小囗"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert set(skeletons(clean(one))) & set(skeletons(clean(other)))
    table = Table()
    table.join(one)
    with pytest.raises(Complaint, check=lambda error: error.key == "workshop.name_taken"):
        table.join(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("小王", "小李"), ("Clara", "Dara"), ("team 3", "team 5"), ("!", "?"), ("かき", "がき"), ("Ann", "Anne")],
)
def test_names_that_differ_stay_two_names(one: str, other: str) -> None:
    assert not set(skeletons(clean(one))) & set(skeletons(clean(other)))


@given(any_text(max_size=40))
def test_any_text_is_a_fit_name_or_refused_and_a_fit_one_stays_fit(name: str) -> None:
    try:
        kept = clean(name)
    except Complaint:
        return
    assert clean(kept) == kept
    assert 1 <= len(kept) <= LONGEST
    assert all(skeletons(kept))


@given(any_text(max_size=40))
def test_names_that_are_equal_up_to_case_have_equal_skeletons(name: str) -> None:
    for other in (name.upper(), name.lower(), name.title(), name.swapcase()):
        if other.casefold() == name.casefold():
            assert skeletons(other) == skeletons(name)


def test_every_letter_has_the_skeletons_of_its_other_cases() -> None:
    letters = [letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.swapcase() != letter]
    assert len(letters) > 2500
    for letter in letters:
        others = {other for other in (letter.upper(), letter.lower(), letter.title()) if other != letter}
        assert {skeletons(other) for other in others if other.casefold() == letter.casefold()} <= {skeletons(letter)}


@given(st.binary(min_size=8, max_size=8))
def test_codes_survive_being_typed(random: bytes) -> None:
    code = claim_code(random)
    assert len(code) == 11
    assert same_code(code) == same_code(code.upper().replace("-", " ")) == code
    assert len(pin(random)) == 6
    assert pin(random)[0] != "0"
