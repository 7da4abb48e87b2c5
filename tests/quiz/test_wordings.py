"""Kinds of wording that say the same as the accepted answer, or come near it, or only look like it."""

from __future__ import annotations

import pytest

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.text import Text

R, J, W = Band.RIGHT, Band.JUDGE, Band.WRONG


def band(accepted: str, said: str, *, prompt: str = "?", rivals: str = "") -> Band:
    """Mark an answer; several names and several rivals are set apart by bars."""
    names = tuple(Text(en=name) if name.isascii() else Text(zh=name) for name in accepted.split("|"))
    options = tuple(Option(Text(zh=one), False, f"d/r{at}") for at, one in enumerate(rivals.split("|")) if one)
    asked = Question(
        "d/n/a:typed@0", "d/n", "d/n/a", Type.TYPED, Text(zh=prompt), Text(zh="?"), accepted=names, rivals=options,
        aspect="part.a",
    )  # fmt: skip
    return mark_answer(asked, Answer(text=said)).band


@pytest.mark.parametrize(
    ("accepted", "said", "wanted"),
    [
        ("关键绩效指标（KPI）", "KPIs", R), ("SMART原则", "S.M.A.R.T.", R), ("SMART原则", "SMART法则", R),
        ("PV", "PVs", R), ("KPI", "K.P.I.", R), ("KPI", "KPA", W),
        ("Customer relationship management", "CRM", R), ("Supply chain management", "SCM", R),
        ("North-star metric", "NSM", R), ("North-star metric", "NSN", W),
        ("CRM", "customer relationship management", J),
        ("跳出率", "跳出比例", R), ("跳出率", "跳出的比率", R),
        ("Bounce rate", "bounce ratio", R), ("跳出率", "跳出率%", R),
        ("跳出率", "跳出律", J), ("跳出率", "tiaochulv", J), ("内容运营", "内容运营岗", R), ("漏斗", "漏斗模型", R),
        ("用户终身价值", "客户终身价值", J), ("CTR|点击率", "ctr%", R), ("CTR|点击率", "CTR 点击率", R),
        ("Churn rate", "rate of churn", R), ("Cost per click", "clicks per cost", W),
        ("Day-7 retention", "D7 retention", R),
        ("Content operations", "content ops", R), ("Content operations", "operations content", R),
        ("utm_source", "utm source", J), ("utm_source", "utm_medium", W), ("v2.0", "2.0", R), ("v2.0", "2.1", W),
        ("v2.0", "v2", J), (">=", "大于等于", R), (">=", "大于", W), (">=", "至少", W), ("星期三", "周三", R),
        ("星期三", "周二", W), ("每月18号", "18日", R), ("K因子", "K系数", R),
        ("平方米", "m²", R), ("平方米", "cm2", W), ("PV", "clicks", W), ("Time per user", "Times per show", J),
        (">=", "greater or equal", R), (">=", "less or equal", W), ("no", "nope", R), ("no", "yep", W),
        ("lsof", "the lsof command", R), ("lsof", "命令lsof", R), ("lsof", "lsor command", W),
        ("ls -a", "ls --all", J), ("ls -a", "ls --long", W), ("安全库存的一半", "安全库存的50%", R),
        ("安全库存的一半", "安全库存的40%", W), ("half of stock", "50% of stock", R),
    ],
)  # fmt: skip
def test_other_wordings(accepted: str, said: str, wanted: Band) -> None:
    assert band(accepted, said) is wanted


@pytest.mark.parametrize(
    ("accepted", "said", "wanted"),
    [
        ("funnel", "tunnel", J), ("funnel", "funel", R), ("funnel", "fnunel", R), ("K-factor", "R factor", J),
        ("Guest-5G", "Guest-2G", W), ("Guest-5G", "Gust-5G", J), ("Conversion rate", "convertion rate", R),
        ("Conversion rate", "conversation rate", J), ("Exit rate", "exist rate", J), ("Retention", "retenton", R),
    ],
)  # fmt: skip
def test_a_slip_that_may_be_another_word_is_not_waved_through(accepted: str, said: str, wanted: Band) -> None:
    assert band(accepted, said) is wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("劣势和优势", R), ("优势、劣势", R), ("优势 劣势", R), ("优势", J),
        ("劣势", J), ("优势和威胁", W), ("机会和威胁", W),
        ("weaknesses and strengths", R), ("strengths / weaknesses", R), ("strengths", J), ("strengths and threats", W),
        ("没有优势和劣势", W),
    ],
)  # fmt: skip
def test_half_a_pair_is_for_the_learner_to_judge(said: str, wanted: Band) -> None:
    rivals = "机会和威胁|opportunities and threats"
    assert band("优势和劣势|Strengths and weaknesses", said, rivals=rivals) is wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("日活/月活", R), ("DAU比MAU", R), ("日活跃用户 ÷ 月活跃用户", R), ("月活/日活", W), ("MAU/DAU", W), ("DAU", W)],
)
def test_a_ratio_is_known_by_any_names_of_its_sides(said: str, wanted: Band) -> None:
    names = (Text(zh="用户黏性（DAU/MAU）"),)
    rivals = tuple(Option(Text(zh=one), False, note) for one, note in (
        ("DAU", "d/dau"), ("日活", "d/dau"), ("MAU", "d/mau"), ("月活", "d/mau"),
    ))  # fmt: skip
    asked = Question(
        "d/n/term:typed@0", "d/n", "d/n/term", Type.TYPED, Text(zh="?"), Text(zh="?"), accepted=names, rivals=rivals,
        aspect="term",
    )  # fmt: skip
    assert mark_answer(asked, Answer(text=said)).band is wanted


@pytest.mark.parametrize(
    ("prompt", "accepted", "said", "wanted"),
    [
        ("p值小于多少才算数？", "0.05", "p<0.05", R), ("p值小于多少才算数？", "0.05", "小于0.05", R),
        ("p值小于多少才算数？", "0.05", "p>0.05", W), ("p值小于多少才算数？", "0.05", "<0.5", W),
        ("p值是多少？", "0.05", "<0.05", J),
        ("补多少？", "不少于50件", "至少50件", R), ("补多少？", "不少于50件", ">=50件", R),
        ("补多少？", "不少于50件", "50件以上", R),
        ("补多少？", "不少于50件", "最多50件", W), ("补多少？", "不少于50件", "不超过50件", W),
        ("补多少？", "不少于50件", "少于50件", W),
        ("补多少？", "不少于50件", "50件", J), ("至少补多少？", "不少于50件", "50件", R),
        ("补多少？", "不少于50件", "大于50件", J),
        ("How many?", "at least 50 pieces", "no fewer than 50", J),
        ("How many pieces?", "at least 50 pieces", ">=50", R),
        ("How many?", "at least 50 pieces", "at most 50 pieces", W), ("How long?", "within 2 seconds", "2s or less", R),
        ("多久？", "60分钟", "1小时", R), ("多久？", "60分钟", "一个小时", R), ("多久？", "60分钟", "60秒", W),
        ("多久？", "1.5小时", "一个半小时", R), ("多久？", "1.5小时", "90min", R), ("多久？", "60分钟", "60", J),
        ("How long?", "14 days", "a fortnight", R), ("How long?", "7 days", "a fortnight", W),
        ("多大？", "12平方米", "12m²", R), ("多大？", "12平方米", "12㎡", R), ("多大？", "12平方米", "12m", W),
        ("最多放多少天？", "14天", "14", R), ("How long?", "five minutes", "5m", R),
        ("How long?", "five minutes", "5h", W),
        ("几点？", "晚上10点", "22:00", R), ("几点？", "晚上10点", "10pm", R), ("几点？", "晚上10点", "22点整", R),
        ("几点？", "晚上10点", "10点", J), ("几点？", "晚上10点", "早上10点", W), ("几点？", "晚上10点", "22:30", W),
        ("几点？", "晚上10点", "PM 10:00", R), ("几点？", "晚上10点", "AM 10:00", W),
        ("几点？", "早上8:30", "8点半", R), ("几点？", "早上8:30", "20:30", W), ("When?", "10 pm", "10 at night", R),
        ("多少？", "4.2万单", "4万2千单", R), ("多少？", "4.2万单", "42000元", W),
        ("变了多少？", "下降16.5%", "–16.5%", R),
        ("变了多少？", "下降16.5%", "↓16.5%", R), ("变了多少？", "下降16.5%", "↑16.5%", W),
        ("变了多少？", "下降16.5%", "上升16.5%", W), ("比例？", "1:3", "一比三", R), ("比例？", "1:3", "3:1", W),
    ],
)  # fmt: skip
def test_bounds_times_and_quantities(prompt: str, accepted: str, said: str, wanted: Band) -> None:
    assert band(accepted, said, prompt=prompt) is wanted
