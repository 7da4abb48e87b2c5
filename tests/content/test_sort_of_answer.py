"""Answers and questions by the sort of thing that they are, so that no option is absurd beside the others."""

from __future__ import annotations

import pytest

from ops_trainer.content.sort_of_answer import sort_of_answer, sort_of_question


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22", "3389"), ("每月10号", "每月25号"), ("9:30前", "晚上10点"), ("25–30 seconds", "30 s"), ("18 g", "20克"),
        ("93 °C", "60–65 ℃"), ("¥120", "300元"), ("Guest-5G", "Office-2G"), ("on Fridays", "周一"), ("5%", "三成"),
    ],
)  # fmt: skip
def test_answers_of_one_sort(one: str, other: str) -> None:
    assert sort_of_answer(one) == sort_of_answer(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Guest-5G", "每月10号"), ("30 seconds", "30 days"), ("20:00", "20元"), ("5 days", "Maria"), ("7:30", "18 g"),
        ("每月10号", "周五"), ("10.0.0.1", "22"),
    ],
)  # fmt: skip
def test_answers_of_different_sorts(one: str, other: str) -> None:
    assert sort_of_answer(one) != sort_of_answer(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("电脑坏了找谁", "合同盖章找谁", True), ("打印机在哪", "急救箱在哪儿", True),
        ("打印机在哪", "电脑坏了找谁", False),
        ("Which port does SSH use?", "Which port does DNS use?", True),
        ("Which port does SSH use?", "Which command shows disk space?", False),
        ("What does DNS do?", "What does a VPN do?", True), ("What is crema?", "What's the guest password?", False),
        ("How long is a shot?", "How hot is the milk?", True), ("Why descale?", "When do we open?", False),
    ],
)  # fmt: skip
def test_questions_by_what_they_ask_for(one: str, other: str, same: bool) -> None:
    assert (sort_of_question(one) == sort_of_question(other)) is same
