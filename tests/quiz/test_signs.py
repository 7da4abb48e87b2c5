"""Answers in which signs, digits or case are what tells them apart."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ops_trainer.content.questions.answer import Answer, Band, tidy
from ops_trainer.content.questions.marking.signs import counted_as, exact, marks, shaped
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.text import Text
from tests.examples import any_text
from tests.quiz import makers

R, J, W = Band.RIGHT, Band.JUDGE, Band.WRONG


def question(*accepted: str, rivals: tuple[str, ...] = (), aspect: str = "answer") -> Question:
    options = tuple(Option(Text(en=name), False, f"d/r{at}") for at, name in enumerate(rivals))
    names = tuple(Text(en=name) for name in accepted)
    prompt = Text(en="?")
    return Question(
        "d/n/a:typed@0", "d/n", "d/n/a", Type.TYPED, prompt, prompt, accepted=names, rivals=options, aspect=aspect
    )


def band(asked: Question, text: str) -> Band:
    return mark_answer(asked, Answer(text=text)).band


@pytest.mark.parametrize(
    ("note", "text", "wanted"),
    [
        ("ge", ">=", R), ("ge", "＞＝", R), ("ge", "≥", R), ("ge", ">", W), ("ge", "<=", W), ("ge", "=>", W),
        ("cpp", "C++", R), ("cpp", "Ｃ＋＋", R), ("cpp", "c++", R), ("cpp", "It's C++", R), ("cpp", "C#", W),
        ("cpp", "C", W), ("cpp", "C+", W), ("csharp", "C#", R), ("csharp", "C＃", R), ("csharp", "C++", W),
        ("joy", "😂", R), ("joy", "🤣", W), ("drop", "-5%", R), ("drop", "–5%", R), ("drop", "－５％", R),
        ("drop", "下降5%", R), ("drop", "+5%", W), ("drop", "5%", W), ("drop", "-5‰", W), ("drop", "-5", J),
        ("glob", "*", R), ("glob", "＊", R), ("glob", "?", W), ("path", "ls -a", R), ("path", "ls –a", R),
        ("path", "ls -A", W), ("path", "LS -A", W), ("path", "ls -l", W), ("path", "ls a", W),
        ("zh", "#", R), ("zh", "＃", R), ("zh", "*", W),
    ],
)  # fmt: skip
def test_a_deck_whose_answers_are_signs(note: str, text: str, wanted: Band) -> None:
    asked = makers.generator("typed-symbols").question(f"f-acc/{note}/answer:typed@1")
    assert asked is not None
    assert asked.type is Type.TYPED
    assert band(asked, text) is wanted


@pytest.mark.parametrize(
    ("accepted", "text", "wanted"),
    [
        ("C", "C++", W), ("C", "C#", W), ("UV", "UV1", W), ("UV", "uv~", R), ("UV", "UV😂", R),
        ("跳出率", "#跳出率#", R),
        ("Guest-5G", "guest-5g", R), ("Guest-5G", "Guest-2G", W), ("Guest-5G", "Guest-G", W),
        ("Guest-5G", "Gest-5G", J), ("Guest-5G", "GUEST-5G", J), ("v2.0", "v2.1", W), ("v2.0", "v20", W),
        ("v2.1", "v2.10", W), ("4P", "4p", R), ("4P", "四P", R),
        ("4P", "7P", W), ("4P", "4C", W), ("B2B", "b2b", R),
        ("B2B", "B2C", W), ("A/B test", "a/b test", R), ("A/B test", "AB test", R), ("O2O", "o2o", R),
        ("K因子", "k因子", R), ("ROI1", "roi1", R), ("ROI1", "ROI2", W), ("m2", "M2", J),
        ("D1 retention", "D1  RETENTION", R),
        ("utm_source", "utm_source", R), ("utm_source", "utm source", J),
        ("utm_source", "utm_medium", W),
        ("bounce rate", "bounce_rate", R),
        ("3-5", "3~5", R), ("3-5", "35", W), ("新访客+老访客", "新访客＋老访客", R),
        ("新访客+老访客", "新访客-老访客", W),
        ("新访客+老访客", "新访客加老访客", J), ("résumé", "resume", R), ("用户「留存」", "用户“留存”", R),
        ("24/7", "247", W),
        ("7天", "一周", R), ("3天", "3秒", W), ("3天", "72小时", R), ("3天", "3", J), ("12000人", "12000元", W),
        ("12000人", "1.2万", J), ("12000人", "1.2w人", R), ("1/4", "25%", R), ("1/4", "1/3", W),
        ("不知道", "不知道", R),
        ("不知道", "idk", W), ("七日留存", "D7留存", J), ("七日留存", "D1留存", W),
    ],
)  # fmt: skip
def test_signs_and_digits_and_units_tell_apart(accepted: str, text: str, wanted: Band) -> None:
    assert band(question(accepted), text) is wanted


def test_case_or_accents_that_alone_tell_a_rival_apart_count() -> None:
    system = question("IOS", rivals=("iOS",))
    assert (band(system, "IOS"), band(system, "ios")) == (R, J)
    assert mark_answer(system, Answer(text="iOS")).taken_for == ("d/r0",)
    bar = question("café", rivals=("cafe",))
    assert (band(bar, "café"), band(bar, "cafe"), band(bar, "CAFE")) == (R, W, J)


@given(any_text(min_size=1, max_size=60), any_text(min_size=1, max_size=20))
def test_an_accepted_answer_is_right_when_it_is_typed_exactly(text: str, rival: str) -> None:
    assume(exact(text) and exact(rival))
    for aspect in ("term", "answer", "words"):
        asked = question("something else", text, rivals=(rival,), aspect=aspect)
        assert band(asked, text) is R
        assert mark_answer(asked, tidy(Answer(text=f" {text}\n"))).band is R


SIGNED = st.text(alphabet="aBc12+-#*%<>=$@^😂率单 ", min_size=1, max_size=6).filter(lambda text: text.strip())


@given(SIGNED, SIGNED)
def test_two_answers_with_other_signs_or_digits_are_never_both_right(one: str, other: str) -> None:
    assume(exact(one) != exact(other))
    for name, said in ((one, other), (other, one)):
        assert band(question(name, rivals=(said,)), said) is not R


CODE = st.from_regex(r"[a-zA-Z]{1,3}([+#*@$^]{1,2}|[1-9]{1,2})", fullmatch=True)


@given(CODE, CODE)
def test_code_with_other_signs_or_digits_is_wrong_even_where_no_rival_is_known(one: str, other: str) -> None:
    assume(marks(shaped(one)) != marks(shaped(other)))
    assert band(question(one), other) is W


@given(SIGNED)
def test_the_width_of_what_was_typed_makes_no_difference(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert band(question(text), wide) is R


def test_answers_are_counted_together_only_where_they_say_the_same() -> None:
    assert counted_as("跳出率。") == counted_as("跳 出 率") == "跳出率"
    assert counted_as("Ｃ＋＋") == counted_as("c++") != counted_as("C#")
    assert counted_as("ls -a") != counted_as("ls -A")
    assert counted_as(">=") != counted_as("*")
