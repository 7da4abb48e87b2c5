"""Searching cards: either script, pinyin, slips, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

import ops_trainer
from ops_trainer.content.pinyin import BOUNDARIES, initials, readings, spellings
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.views import CardLine
from tests.conftest import Clock

NOTES = {
    "funnel": ("漏斗", "每一步的转化都看得见，数据一目了然", "funnel", "each step with its conversion"),
    "rate": ("转化率", "下单的人占来访的人的比例", "conversion rate", "orders by visits"),
    "convert": ("转化", "来访的人做了想要的事", "conversion", "a visitor does what was wanted"),
    "users": ("用户运营", "让人留下来", "user operations", "keeps people"),
    "growth": ("增长", "人变多", "growth", "more people"),
    "old": ("數據分析", "從數據裏看出問題", "data analysis", "find out by data"),
    "code": ("A/B测试", "两组比一比", "A/B test", "two groups"),
}


def deck(notes: dict[str, tuple[str, str, str, str]]) -> str:
    return "id: d\ntitle: {zh: 词, en: words}\nnotes:\n" + "".join(
        f"  - id: {id}\n    kind: definition\n    term: {{zh: {zh}, en: {en}}}\n"
        f"    meaning: {{zh: '{said}', en: '{says}'}}\n"
        for id, (zh, said, en, says) in notes.items()
    )


@pytest.fixture
def trainer(home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Trainer]:
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "d.yaml").write_text(deck(NOTES), encoding="utf-8")
    with ops_trainer.open(home, clock=clock) as opened:
        assert opened.problems() == () or all(one.severity != "error" for one in opened.problems())
        yield opened


def found(trainer: Trainer, words: str) -> list[str]:
    return list(dict.fromkeys(line.card.note for line in trainer.search(words).lines))


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        ("數據", ["old", "funnel"]), ("数据", ["old", "funnel"]), ("用戶運營", ["users"]),
        ("轉化", ["convert", "rate", "funnel"]),
        ("从数据里", ["old"]),
        ("转化", ["convert", "rate", "funnel"]), ("conversion", ["convert", "rate", "funnel"]), ("转化率", ["rate"]),
        ("zhuanhua", ["rate", "convert"]), ("zhuanhualv", ["rate"]), ("zhuanhualü", ["rate"]),
        ("ZHUAN", ["rate", "convert"]),
        ("ｙｏｎｇｈｕ", ["users"]), ("yunying", ["users"]), ("yong hu", ["users"]),
        ("yhyy", ["users"]), ("yy", ["users"]),
        ("zengzhang", ["growth"]), ("shuju", ["old"]), ("zhuanhua rate", ["rate"]),
        ("convertion", ["rate", "convert", "funnel"]), ("converison", ["rate", "convert", "funnel"]),
        ("grwoth", ["growth"]), ("转话", ["rate", "convert"]), ("用户云营", ["users"]), ("visiter", ["convert"]),
        ("xyzzy", []), ("lou", ["funnel"]), ("growth 漏斗", []), ("a/b", ["code", "old"]), ("ceshi", ["code"]),
    ],
)  # fmt: skip
def test_what_is_found_and_in_which_order(trainer: Trainer, words: str, notes: list[str]) -> None:
    if words in ("convertion", "converison", "zhuanhua", "ZHUAN", "转话"):
        assert set(found(trainer, words)) == set(notes)
    else:
        assert found(trainer, words) == notes


def test_what_is_there_as_typed_comes_before_slips(trainer: Trainer) -> None:
    assert found(trainer, "visits") == ["rate"], "not visitor"


@pytest.mark.parametrize(
    "words", ["", " ", '"', "*", "0t", "0p zhuan", "NEAR(a)", "a OR", "(", "'; --", "数\ud800据", "\x00", "a" * 5000]
)
def test_nothing_typed_breaks_it(trainer: Trainer, words: str) -> None:
    trainer.search(words)


def test_readings_are_those_of_the_standard() -> None:
    assert len(BOUNDARIES.split()) == 396
    for char, read in {"啊": "a", "座": "zuo", "运": "yun", "女": "nv", "略": "lve", "率": "lv", "浏": "liu"}.items():
        assert readings(char)[0] == read
    assert readings("鰡") == readings("a") == readings("，") == ()
    assert spellings("增长") == ["zengchang", "zengzhang"]
    assert (initials("用户运营"), initials("用鰡"), spellings(""), spellings("用鰡")) == ("yhyy", "", [], [])


@pytest.mark.soak(only=True)
def test_five_thousand_notes_are_searched_as_one_types(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")
    chars = [one[0] for one in BOUNDARIES.split()]
    (home / "decks").mkdir(parents=True)
    notes = {
        f"n{n}": (f"{chars[n % 390]}{chars[n // 13 % 390]}率", f"第{n}条的说明", f"term{n} of conversion", f"says {n}")
        for n in range(5_000)
    }
    (home / "decks" / "d.yaml").write_text(deck(notes), encoding="utf-8")
    with ops_trainer.open(home, clock=clock) as trainer:
        trainer.search("warm")
        for words in ("率", "lv", "zh", "con", "convertion", "說明", "xyzzy"):
            best = min(_took(trainer, words) for _ in range(3))
            assert best < 0.25, f"{words}: {best * 1000:.0f} ms"  # a quiet machine takes a fifth


def _took(trainer: Trainer, words: str) -> float:
    begun = process_time()  # of this process alone, however busy the machine is
    trainer.search(words)
    return process_time() - begun


def test_conditions_narrow_what_is_found(trainer: Trainer, clock: Clock) -> None:
    session = trainer.study(["d"])
    missed = session.card
    assert missed is not None
    session.grade(Rating.AGAIN)
    known = session.card
    assert known is not None
    session.grade(Rating.GOOD)
    clock.forward(days=1)
    trainer.flag(known.id, "")
    trainer.suspend(missed.id)
    everything = {line.card.id for line in trainer.search().lines}

    def ids(query: str) -> set[str]:
        found = trainer.search(query)
        assert found.total == len(found.lines)
        return {line.card.id for line in found.lines}

    assert ids("is:missed") == ids("状态：答错") == ids("is:suspended") == ids("IS:暂停") == {missed.id}
    assert ids("is:flagged") == {known.id}
    assert ids("-is:new") == {missed.id, known.id}
    assert ids("is:leech") == set()
    assert ids("is:due") == {line.card.id for line in trainer.search(limit=999).lines if is_due(trainer, line)}
    assert ids("deck:d") == ids("卡组:词") == ids("kind:definition") == ids("类型:概念") == ids("") == everything
    assert ids("deck:other") == ids("kind:qa") == set()
    assert ids('"each step with"') == {card for card in everything if card.startswith("d/funnel/")}
    assert ids("-“each step with”") == everything - ids('"each step with"')
    assert ids('conversion -"each step with"') < ids("conversion")
    assert ids("https://no.where") == set()
    for wrong in ("is:lost", "kind:faq", "tag:none"):
        with pytest.raises(Complaint):
            trainer.search(wrong)


def is_due(trainer: Trainer, line: CardLine) -> bool:
    return line.state.due_day is not None and line.state.due_day <= trainer.day() and not line.state.suspended


def test_a_search_tells_how_many_there_are_and_lists_them_as_asked(trainer: Trainer, clock: Clock) -> None:
    everything = trainer.search()
    first = trainer.search(limit=3)
    assert first.total == len(everything.lines) > 3
    assert first.lines == everything.lines[:3]
    session = trainer.study(["d"])
    learnt = session.card
    assert learnt is not None
    session.grade(Rating.GOOD)
    clock.forward(days=1)
    assert [line.card.id for line in trainer.search(order="due", limit=1).lines] == [learnt.id]
    assert len(trainer.search("conversion", order="lapses").lines) == len(trainer.search("conversion").lines)
