"""Advice on people's own decks: each piece where it belongs, at its note, and nothing where all is well."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.lint.advice import MOST, generic, size, warnings
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.locale import LANGS, Lang

HEAD = "id: mine\ntitle: t\nlanguage: {lang}\nnotes:\n"
# Notes of the other language, so that a deck counts as one in both languages.
BOTH = """
- id: both
  kind: qa
  front: {zh: 门禁卡丢了找谁, en: Who replaces a lost badge}
  back: {zh: 行政部小李, en: Li in the admin office}
"""
ROLE = """
- id: {id}
  kind: role
  term: {term}
  mission: {mission}
  duties:
    one: {one}
    two: {two}
"""
TIP = """
- id: {id}
  kind: tip
  term: {term}
  situation: {situation}
  advice: {advice}
"""
QA = """
- id: {id}
  kind: qa
  front: {front}
  back: {back}
"""


def advice(*notes: str, lang: Lang = "en") -> list[str]:
    """What is said of a deck of these notes, each as `line key param…`; that it is in one language is left out."""
    body = textwrap.indent("".join(notes), "  ")
    reading = parse_deck((HEAD.format(lang=lang) + body).encode(), "mine.yaml")
    assert not reading.problems
    found = warnings(reading)
    assert all(problem.severity == "warning" for problem in found)
    assert all(problem.in_lang(lang) for problem in found for lang in LANGS)
    return [
        f"{problem.line} {problem.complaint.key.removeprefix('editorial.')} "
        + " ".join(str(value) for value in problem.complaint.params.values())
        for problem in found
        if "deck_only" not in problem.complaint.key
    ]


def qa(id: str, front: str, back: str) -> str:
    return QA.format(id=id, front=front, back=back)


@pytest.mark.parametrize(
    ("lang", "back", "said"),
    [
        ("en", " ".join(["word"] * 25), []),
        ("en", " ".join(["word"] * 26), ["6 long_en a/answer 26 25"]),
        ("zh", "字" * 40, []),
        ("zh", "字" * 41, ["6 long_zh a/answer 41 40"]),
        ("zh", "字" * 38 + "UV3和PV", ["6 long_zh a/answer 41 40"]),
    ],
)
def test_an_answer_too_long_to_recall_is_told_with_its_length(lang: Lang, back: str, said: list[str]) -> None:
    assert advice(qa("a", "what is it", back), lang=lang) == said


def test_every_long_answer_of_a_note_is_told_by_its_card() -> None:
    long = " ".join(["word"] * 30)
    role = ROLE.format(id="r", term="Clerk", mission=long, one="{ask: how, text: " + long + "}", two="sorts the post")
    assert [line.split()[1:3] for line in advice(role)] == [["long_en", "r/mission"], ["long_en", "r/duty.one"]]


@pytest.mark.parametrize(
    ("lang", "front", "back", "told"),
    [
        ("zh", "申请退款先填退款单，先填什么", "退款单", "退款单"),
        ("zh", "退款单和发货单，先填哪个", "退款单", ""),  # offered for choice
        ("zh", "退款先填什么", "退款单", ""),
        ("en", "A red label is glued on; what is glued on?", "Red label", "Red label"),
        ("en", "A red label or a blue one?", "Red label", ""),
        ("en", "What is a labelled box for", "label", ""),
        ("en", "Is 42 more than 41", "42", ""),
    ],
)
def test_a_prompt_that_holds_its_whole_answer_is_told(lang: Lang, front: str, back: str, told: str) -> None:
    said = advice(qa("a", front, back), lang=lang)
    assert said == ([f"6 told a/answer {told}"] if told else [])


@pytest.mark.parametrize(
    ("lang", "term", "mission", "told"),
    [
        ("zh", "仓储运营", "管好仓储和发货", "仓储"),
        ("zh", "供应链运营", "把供应链管顺", "供应链"),
        ("zh", "社区团购运营", "在小区里把社区团购做起来", "社区团购"),
        ("zh", "线下门店运营", "让每家门店都有人进来", ""),
        ("zh", "用户运营", "让用户愿意留下", ""),  # a word of the field tells nothing
        ("zh", "社区团购运营", "在小区里把团购做起来", ""),
        ("zh", "连锁加盟店（大陆）", "帮连锁加盟的老板开店", "连锁加盟"),
        ("en", "Warehouse operations", "Keeps warehouses tidy", "warehouse"),
        ("en", "Warehouse operations", "Keeps goods in order", ""),
        ("en", "User operations (app)", "Keeps users of the app", ""),
    ],
)
def test_a_prompt_that_asks_for_a_name_may_not_hold_its_words(lang: Lang, term: str, mission: str, told: str) -> None:
    note = f"\n- id: r\n  kind: definition\n  term: {term}\n  meaning: {mission}\n"
    assert advice(note, lang=lang) == ([f"6 told r/term {told}"] if told else [])


def test_a_duty_that_names_its_role_is_told_and_one_that_is_asked_for_is_not() -> None:
    role = ROLE.format(
        id="r",
        term="Warehouse operations",
        mission="Keeps goods in order",
        one="Count what is in the warehouse",
        two="{ask: What does warehouse operations count?, text: Pallets}",
    )
    assert advice(role) == ["6 told r/duty.one warehouse"]


def test_a_situation_that_names_its_tip_is_told() -> None:
    tips = [
        TIP.format(id="a", term="Escalation", situation="A case needs escalation", advice="Call the duty manager"),
        TIP.format(id="b", term="Triage", situation="Forty tickets wait at nine", advice="Sort them by harm done"),
        TIP.format(
            id="c", term="Handover", situation="The shift ends with open cases", advice="Write three lines each"
        ),
    ]
    assert advice(*tips) == ["6 told a/term escalation"]


def test_near_duplicates_are_told_once_at_the_later_note() -> None:
    first = qa("a", "Who opens the shop on Saturday mornings in summer?", "The floor manager")
    again = qa("b", "Who opens the shop on Saturday mornings in summer", "The floor manager.")
    third = qa("c", "Who closes the till on Sundays?", "The cashier")
    assert advice(first, third, again) == ["16 twin b a"]


def test_notes_of_one_name_are_told_however_different_the_rest_is() -> None:
    note = "\n- id: {id}\n  kind: definition\n  term: {term}\n  meaning: {meaning}\n"
    notes = [
        note.format(id="a", term="SLA", meaning="What was promised about how fast help comes"),
        note.format(id="b", term="sla", meaning="A contract page nobody reads twice"),
    ]
    assert advice(*notes) == ["11 twin b a"]


def test_equal_prompts_with_other_answers_are_told_and_with_equal_ones_are_not() -> None:
    keys = qa("a", "Who has the keys?", "Zhou")
    assert advice(keys, qa("b", "Who has the alarm code?", "Li, at the desk by the door")) == []
    assert advice(keys, qa("b", "Who has the keys", "Li, at the desk by the door")) == ["11 twin b a"]
    gate = "\n- id: {id}\n  kind: cloze\n  text: The gate opens at {{{{hour::{hour}}}}}.\n"
    assert advice(gate.format(id="c", hour="nine"), gate.format(id="d", hour="six sharp")) == [
        "10 same_prompt d/cloze.hour c"
    ]


def test_a_duty_of_two_roles_is_told() -> None:
    role = ROLE.format(
        id="a", term="Night desk", mission="Answers after ten", one="Lock the gate", two="Count the keys"
    )
    other = ROLE.format(id="b", term="Day desk", mission="Answers until ten", one="Lock the gate", two="Greet guests")
    assert advice(role, other) == ["14 shared_duty b/duty.one a"]
    same = ROLE.format(id="b", term="Day desk", mission="Answers until ten", one="Open the gate", two="Greet guests")
    assert advice(role, same) == []


def test_a_duty_of_two_roles_in_two_languages_is_told_once() -> None:
    duty = "{zh: 每天早上九点把大门打开, en: Open the main gate every morning at nine}"
    near = "{zh: 每天早上九点把大门打开。, en: Open the main gate every morning at nine.}"
    lone = "{zh: 数钥匙, en: Count the keys}"
    names = ("{zh: 夜班, en: Night desk}", "{zh: 白班, en: Day desk}")
    does = ("{zh: 十点后接待, en: Answers after ten}", "{zh: 十点前接待, en: Sees to visitors till ten}")
    one = ROLE.format(id="a", term=names[0], mission=does[0], one=duty, two=lone)
    two = ROLE.format(id="b", term=names[1], mission=does[1], one=near, two="{zh: 迎客, en: Greet guests}")
    assert [line for line in advice(one, two) if "shared_duty" in line] == ["14 shared_duty b/duty.one a"]


def test_a_note_in_one_language_of_a_deck_in_both_is_told() -> None:
    assert advice(BOTH, qa("mono", "Who has the keys", "Zhou")) == ["11 only_en mono"]
    half = "\n- id: half\n  kind: qa\n  front: {zh: 钥匙在谁那里, en: Who has the keys}\n  back: 小周\n"
    assert advice(half, lang="zh") == ["6 only_zh half"]
    assert advice(BOTH) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_deck_in_one_language_is_told_once(lang: Lang) -> None:
    notes = qa("a", "问一" if lang == "zh" else "one", "甲") + qa("b", "问二" if lang == "zh" else "two", "乙")
    reading = parse_deck((HEAD.format(lang=lang) + textwrap.indent(notes, "  ")).encode(), "mine.yaml")
    assert [(p.line, p.complaint.key) for p in warnings(reading)] == [(1, f"editorial.deck_only_{lang}")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("你好,世界", True),
        ("先看数据;再决定", True),
        ("比例:三成", True),
        ("复购率(月)", True),
        ('他说"行"', True),
        ("写完了.", True),
        ("见 https://a.example/说明", False),
        ("客单价1,200元，转化率3.5%", False),
        ("对吗？对！", False),
        ("LTV/CAC大于3:1", False),
    ],
)
def test_half_width_punctuation_beside_chinese_is_told(text: str, told: bool) -> None:
    note = qa("a", "写的是什么", f"'{text}'")
    assert advice(note, lang="zh") == (["6 half_width a"] if told else [])


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("提高效率", True),
        ("优化流程，提高工作效率", False),
        ("提升用户体验", False),  # says at least whose
        ("不断提升服务质量，加强团队协作", True),
        ("提高效率和质量", False),
        ("把退款从11天缩到3天", False),
        ("Improve efficiency", True),
        ("improving quality and enhancing collaboration", True),
        ("Increase the overall performance.", True),
        ("Improve the sign-up form", False),
        ("", False),
    ],
)
def test_an_answer_that_would_fit_any_card_is_known(text: str, empty: bool) -> None:
    assert generic(text) is empty


def test_a_generic_answer_is_told() -> None:
    assert advice(qa("a", "Why do we hold stand-ups", "Improve efficiency")) == [
        "6 generic a/answer Improve efficiency"
    ]


def test_notes_that_make_few_or_unfair_questions_are_told() -> None:
    bare = "\n- id: r\n  kind: role\n  term: Night desk\n  mission: Answers after ten\n"
    metric = "\n- id: m\n  kind: metric\n  term: Wait\n  meaning: Minutes until someone answers\n"
    scenario = (
        "\n- id: s\n  kind: scenario\n  term: Alarm\n  situation: The alarm rings at two\n  question: What first?\n"
        "  answer: Look at the screen\n  wrong:\n    - text: Go home\n"
    )
    lacks = [f"16 {key} s" for key in ("no_reason", "one_wrong", "no_why")]
    assert advice(bare, metric, scenario) == ["6 no_duties r", "11 no_formula m", *lacks]


def test_a_tip_without_two_fit_siblings_makes_no_question() -> None:
    texts = {
        "a": ("Escalation", "Twenty callers report one fault", "Call the duty manager at once"),
        "b": ("Triage", "Forty tickets wait at nine", "Sort them by harm done"),
        "c": ("Handover", "The shift ends with open cases", "Write three lines on each"),
    }
    tips = [TIP.format(id=id, term=t, situation=s, advice=a) for id, (t, s, a) in texts.items()]
    assert advice(*tips) == []
    assert advice(*tips[:2]) == ["6 no_question a", "12 no_question b"]
    assert advice(tips[0] + "  confusable: [b]\n", *tips[1:]) == [
        "6 no_question a",
        "13 no_question b",
        "19 no_question c",
    ]


def test_a_tip_that_is_not_chosen_among_lacks_no_siblings() -> None:
    tip = TIP.format(id="a", term="Escalation", situation="Twenty callers report one fault", advice="Call the manager")
    assert advice(tip) == ["6 no_question a"]
    assert advice(tip + "  descriptive: true\n") == []


def test_a_written_question_may_list_its_answer() -> None:
    note = (
        "\n- id: q\n  kind: question\n  situation: Two ads ran for a week.\n  ask: What now?\n"
        "  options: [{text: stop the second, right: true}, stop the first]\n  why: Its margin is half as high.\n"
    )
    assert advice(note) == []


def test_nothing_is_said_of_a_deck_that_could_not_be_read() -> None:
    assert warnings(parse_deck(b"id: 1", "bad.yaml")) == []
    assert warnings(parse_deck(b"id: empty\ntitle: t\nnotes: []\n", "empty.yaml")) == []


@given(st.text(st.sampled_from("字语 ab，。3-"), max_size=60))
def test_sizes_add_up(text: str) -> None:
    assert size(text + "\n" + text, "zh") == 2 * size(text, "zh")
    assert size(text + "\n" + text, "en") == 2 * size(text, "en")
    assert 0 <= size(text, "en") <= size(text, "zh") <= len(text)
    assert MOST["zh"] > MOST["en"]
