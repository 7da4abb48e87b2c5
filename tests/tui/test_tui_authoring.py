"""Writing decks in the app: a new deck, the form of every kind, what it makes, what is refused."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, OptionList

from ops_trainer import help as manual
from ops_trainer.content.kinds import KINDS
from ops_trainer.tui.authoring import form
from ops_trainer.tui.authoring.fields import Area, Row, Switch
from tests import pictures

OWN = """# mine
id: own
title: 自己的
language: zh
notes:
  - {id: a, kind: qa, front: 甲是什么？, back: 乙}
  # the second
  - id: b
    kind: definition
    term: 丙
    meaning: 丁
    parts:
      who: 买家
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "PREVIEW_S", 0.001)


@pytest.fixture
def own(home: Path, learner: Any) -> Path:
    path = home / "decks" / "own.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(OWN, encoding="utf-8")
    learner.refresh()
    return path


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


async def goto(seat: Any, label: str) -> None:
    """Put the focus into the first text of a field."""
    row = next(row for row in seat.app.screen.query(Row) if row.field.label == label)
    row.query("Area, Switch, Do").first().focus()
    await seat.settle()


async def test_a_first_deck_and_its_first_card(sit: Any, learner: Any, home: Path) -> None:
    async with sit() as seat:
        await seat.press("ctrl+p")
        await seat.paste("加卡片")
        await seat.press("enter")
        assert seat.place == "NewDeck"
        await seat.press(*"直播常识")
        assert seat.app.screen.query_one("#deck", Input).value == "zhibochangshi"
        await seat.press("ctrl+s")
        assert seat.place == "NoteForm"
        await seat.press("ctrl+s")
        assert "有 2 处要改" in seat.notice
        await seat.press(*"什么是场观，？", "tab", "tab", *"看过的人数。")
        await seat.until(lambda: "1 张卡" in seat.text)
        assert "会这样考" in seat.text
        await seat.press("ctrl+n")
        assert seat.app.screen.query_one(Area).text == ""
        await seat.press(*"二", "tab", "tab", *"乙", "ctrl+s")
        assert seat.place == "Home"
    made = text(home / "decks" / "zhibochangshi.yaml")
    assert made.startswith("id: zhibochangshi\ntitle: 直播常识\nlanguage: zh\nnotes:\n  - id: shimeshichangguan\n")
    assert "    front: 什么是场观，？\n    back: 看过的人数。\n" in made.replace('"', "")


async def test_a_new_deck_says_what_is_wrong(sit: Any, own: Path) -> None:
    async with sit() as seat:
        seat.app.go("new_deck")
        await seat.settle()
        await seat.press("ctrl+s")
        assert "名称" in seat.notice
        await seat.press("x", "enter", "enter", "tab")
        seat.app.screen.query_one("#deck", Input).value = "own"
        await seat.press("enter")
        assert seat.place == "NewDeck"
        assert "own" in seat.notice
        await seat.press("escape")


@pytest.mark.parametrize(
    "kind", [kind if kind == "metric" else pytest.param(kind, marks=pytest.mark.soak(only=True)) for kind in KINDS]
)
async def test_every_kind_has_a_form(sit: Any, own: Path, kind: str) -> None:
    async with sit(60, 20) as seat:
        seat.app.go("note_form", deck="own", kind=kind)
        await seat.settle()
        await seat.press("f3")
        rows = list(seat.app.screen.query(Row))
        assert len(rows) > 6
        for row in rows:
            if (add := next(iter(row.query("Do")), None)) is not None:
                add.press()
                await seat.settle()
        assert len(list(seat.app.screen.query(Row))) > len(rows)
        await seat.press("ctrl+s")
        assert seat.place == "NoteForm"
        assert any(row.wrong for row in seat.app.screen.query(Row))


async def test_a_note_is_changed_and_nothing_beside_it(sit: Any, own: Path) -> None:
    async with sit() as seat:
        seat.app.go("deck", deck="own")
        await seat.settle()
        await seat.press("down", "e")
        assert seat.place == "NoteForm"
        await goto(seat, "meaning")
        await seat.press("end", *"，戊")
        await seat.until(lambda: seat.text.count("丁，戊") > 1)  # in the field and on the cards
        await seat.press("ctrl+s")
        assert seat.place == "Deck"
    assert text(own) == OWN.replace("丁", "丁，戊")


async def test_what_is_wrong_stands_below_its_field_and_leaving_asks(sit: Any, own: Path) -> None:
    async with sit(100, 30) as seat:
        seat.app.go("note_form", deck="own", note="b")
        await seat.settle()
        await goto(seat, "meaning")
        await seat.press("delete", "ctrl+s")
        row = next(row for row in seat.app.screen.query(Row) if row.field.label == "meaning")
        assert row.wrong[:8] in seat.text
        assert seat.app.screen.focused in list(row.query("Area"))
        await seat.press("escape")
        assert seat.place == "Choose"
        await seat.press("1")
        assert seat.place == "NoteForm"
        await seat.press("escape", "2")
        assert seat.place == "Home"
    assert text(own) == OWN


async def test_a_file_that_was_changed_meanwhile_is_written_at_the_second_try(sit: Any, own: Path) -> None:
    async with sit() as seat:
        seat.app.go("note_form", deck="own", note="b")
        await seat.settle()
        await seat.press("end", "x")
        put(own, OWN + "# more\n")
        await seat.press("ctrl+s")
        assert "再保存一次" in seat.notice
        await seat.press("ctrl+s")
        assert seat.place == "Home"
    assert text(own) == OWN.replace("term: 丙", "term: 丙x") + "# more\n"


@pytest.mark.soak(only=True)
async def test_another_kind_takes_along_what_was_written(sit: Any, own: Path) -> None:
    async with sit() as seat:
        seat.app.go("note_form", deck="own", note="b")
        await seat.settle()
        await seat.press("f5", "6")
        assert [area.text for area in seat.app.screen.query(Area)][:4] == ["丙", "", "丁", ""]
        await seat.press("f5", "1")
        assert any(area.text == "买家" for area in seat.app.screen.query(Area))
        await seat.press("ctrl+s")
    assert text(own) == OWN


@pytest.mark.soak(only=True)
async def test_switches_and_entries(sit: Any, own: Path) -> None:
    async with sit(110, 40) as seat:
        seat.app.go("note_form", deck="own", kind="question")
        await seat.settle()
        await seat.press(*"对吗？")
        for n in range(2):
            await goto(seat, "options")
            await seat.press("enter")
            await seat.press(*f"{n}")
        switches = [one for one in seat.app.screen.query(Switch) if one.path[-1] == "right"]
        switches[1].focus()
        await seat.press("space")
        await seat.until(lambda: "✓ 1" in seat.text)
        await seat.press("ctrl+s")
    assert '    options:\n      - "0"\n      - text: "1"\n        right: true\n' in text(own)


async def test_a_note_of_a_built_in_deck_is_copied(sit: Any, own: Path, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("d", "e")
        assert seat.place == "Choose"
        assert "不能改" in seat.text
        await seat.press("1", "1")
        assert seat.place == "NoteForm"
        assert seat.app.screen.deck == "own"
        await seat.press("escape")
        assert seat.place == "Deck"
    first = learner.decks()[0].id
    ref = learner.notes(first)[0].ref
    assert all(line.state.suspended for line in learner.search(deck=first).lines if line.card.note_id == ref)


async def test_the_editor_is_a_key_away(sit: Any, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("ops_trainer.tui.decks.editing.subprocess.run", lambda command, **_: called.append(command))
    async with sit() as seat:
        monkeypatch.setattr(type(seat.app), "suspend", lambda self: nullcontext())
        seat.app.go("note_form", deck="own", note="b")
        await seat.settle()
        await seat.press("x", "f2")
        assert "先保存" in seat.notice
        await seat.press("backspace", "f2")
        assert called == [["true", str(own)]]
        assert seat.place == "Home"


@pytest.mark.soak(only=True)
async def test_browse_and_study_open_the_form_and_show_what_came_of_it(sit: Any, own: Path) -> None:
    async with sit() as seat:
        seat.app.go("study", decks=["own"])
        await seat.settle()
        await seat.press("space", "e")
        assert seat.place == "NoteForm"
        await goto(seat, "back")
        await seat.press("end", *"，两个", "ctrl+s")
        assert seat.place == "Study"
        assert "乙，两个" in seat.text
        await seat.press("n", "escape", "escape", "b")
        await seat.press("down")
        seat.app.screen.filters = type(seat.app.screen.filters)(deck="own")
        seat.app.screen.load()
        await seat.settle()
        await seat.press("n")
        assert seat.place == "NoteForm"
        await seat.press(*"新的", "tab", "tab", *"卡", "ctrl+s")
        assert seat.place == "Browse"
        assert (
            "新的" in "\n".join(str(option.id) for option in seat.app.screen.query_one("#cards", OptionList).options)
            or "新的" in seat.text
        )


async def test_notes_are_arranged(sit: Any, own: Path, learner: Any) -> None:
    (own.parent / "shop.yaml").write_text("id: shop\ntitle: 店铺\nnotes:\n  - {id: x, kind: qa, front: 子, back: 丑}\n")
    learner.refresh()
    async with sit() as seat:
        seat.app.go("deck", deck="own")
        await seat.settle()
        await seat.press("m", "5")
        assert [note.ref for note in seat.app.screen.notes] == ["own/b", "own/a"]
        assert seat.app.screen.highlighted() == "own/a"
        await seat.press("m", "1", *"first", "enter")
        assert seat.app.screen.highlighted() == "own/first"
        await seat.press("m", "6", "2")
        assert [note.ref for note in seat.app.screen.notes] == ["own/b"]
        await seat.press("m", "7")
        assert [note.ref for note in seat.app.screen.notes] == ["own/b", "own/first"]
        await seat.press("m", "2", "1")
        assert seat.place == "NoteForm"
        texts = [area.text for area in seat.app.screen.query(Area)]
        assert texts[:3] == ["甲是什么？" if texts[0].startswith("甲") else "丙", "", texts[2]]
        assert "\n" in texts[2], "what both say stands below each other"
        await seat.press("ctrl+s")
        assert len(seat.app.screen.notes) == 1
        await seat.press("m", "3", "1")
        assert seat.app.screen.notes == []
    assert len(learner.notes("shop")) == 2 or learner.refresh().changed
    assert "formerly" in text(own.parent / "shop.yaml")


async def test_a_note_is_written_as_yaml(sit: Any, own: Path) -> None:
    async with sit(110, 30) as seat:
        seat.app.go("note_form", deck="own", note="b")
        await seat.settle()
        await seat.press("f4")
        area = seat.app.screen.query_one("#yaml", Area)
        assert area.text.startswith("  - kind: definition\n    term: 丙\n")
        area.text = "  - kind: qa\n    front: [\n"
        await seat.press("f4")
        assert "第 " in seat.notice
        area.text = "  - kind: qa\n    front: 子\n    back: 丑\n    more: x\n"
        await seat.press("f4")
        assert "more" in seat.notice
        area.text = "  - kind: qa\n    front: 子\n    back: 丑\n"
        await seat.press("f4")
        assert [area.text for area in seat.app.screen.query(Area)][:3] == ["子", "", "丑"]
        await seat.press("f4", "ctrl+s")
        assert seat.place == "Home"
    assert "    front: 子\n    back: 丑\n    formerly:\n      meaning: answer\n" in text(own)


@pytest.mark.soak(only=True)
async def test_pasted_text_is_as_a_deck_may_hold_it(sit: Any, own: Path) -> None:
    async with sit() as seat:
        seat.app.go("note_form", deck="own")
        await seat.settle()
        await seat.paste("一\r\n二\x07\t三")
        area = seat.app.screen.query_one(Area)
        assert area.text == "一\n二    三"
        await seat.paste("字" * 50_000)
        assert len(area.text) < 25_000


@pytest.mark.soak(only=True)
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_chinese_punctuation_arrives_in_every_field(own: Path, home: Path, learner: Any) -> None:
    """Through a real terminal: what an input method sends is taken for no key there."""
    import pexpect

    learner.close()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "ops_trainer", "--home", str(home), "--lang", "zh", "decks", "edit", "own/b"],
        env={**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        dimensions=(40, 120),
        encoding="utf-8",
        timeout=30,
    )
    marks = "，。？！、；：“”《》（）【】…—·￥\u3000１Ａ"
    try:
        terminal.expect("含义")
        for number, tabs in enumerate(("", "\t", "\t", "\t", "\t\t\t\t", "\t")):  # the key of a part is no text
            terminal.send(tabs)
            terminal.send(f"{marks}{number}x")
            terminal.expect(f"{number}x")
        terminal.send("\x13")
        terminal.expect("未来")
        terminal.send("\x11")
        terminal.expect(pexpect.EOF)
    finally:
        terminal.close(force=True)
    assert text(own).count(marks) == 6


ARTICLE = """# 客服岗位

## 岗位

售前：回答买家关于商品和活动的各种问题。
售后：处理退款和投诉。
质检：抽查对话，给出评分和建议。

## 名词

首次响应时长是指从买家开口到第一次人工回复之间的时间。
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "desk.md"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


async def test_an_article_is_looked_through_and_becomes_a_deck(
    sit: Any, learner: Any, home: Path, article: Path
) -> None:
    async with sit(100, 30) as seat:
        await seat.press("ctrl+p")
        await seat.paste("文章变成卡组")
        await seat.press("enter")
        await seat.paste(str(article))
        await seat.press("enter")
        assert seat.place == "Review"
        notes = seat.app.screen.notes
        assert [(note.raw["kind"], note.title, note.taken) for note in notes] == [
            *(("role", name, True) for name in ("售前", "售后", "质检")),
            ("definition", "首次响应时长", False),
        ]
        assert "个字和原文一样" in seat.text
        assert "= " not in seat.lines[4], "eight characters in a row are nobody's"
        await seat.press("e")
        assert seat.place == "NoteForm"
        await goto(seat, "mission")
        await seat.press("f7", *"让买家放心下单", "ctrl+s")
        assert (seat.place, notes[0].raw["mission"], notes[0].run) == ("Review", "让买家放心下单", "")
        await seat.press("down", "m")
        assert [note.title for note in seat.app.screen.notes] == ["售前", "售后", "首次响应时长"]
        assert notes[1].raw["aliases"] == ["质检"]
        await seat.press("k", "1", "space")
        assert (notes[1].raw["kind"], notes[1].taken) == ("definition", False)
        await seat.press("s")
        assert seat.place == "Deck"
        assert [note.term.zh for note in seat.app.screen.notes] == ["售前"]


@pytest.mark.soak(only=True)
async def test_what_is_still_the_articles_becomes_a_draft_unless_one_says_otherwise(
    sit: Any, learner: Any, home: Path, article: Path
) -> None:
    async with sit(60, 20) as seat:
        for answer, draft in (("2", True), ("3", False)):
            seat.app.go("review", path=str(article))
            await seat.settle()
            await seat.press("a", "a", "s")
            assert "一个也没选" in seat.notice
            await seat.press("a", "s")
            assert seat.place == "Choose"
            await seat.press("1", "s", answer)
            assert seat.place == ("Home" if draft else "Deck")
            files = [path for path in (home / "decks").glob("*.yaml") if "售前" in text(path)]
            assert len(files) == 1
            assert ("draft: true" in text(files[0])) is draft
            learner.undo_import()
            learner.refresh()
            seat.app.go_home()
            await seat.settle()
        seat.app.go("review", path="nowhere.md")
        await seat.settle()
        assert seat.place == "Home"
        assert "nowhere.md" in seat.notice


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_picture_in_the_manual_is_what_one_sees(sit: Any, learner: Any, home: Path, lang: Any) -> None:
    pictures.with_own_deck(home)
    learner.refresh()
    learner.change(language=lang)
    async with sit(76, 36) as seat:
        seat.app.go("note_form", deck="shop", note="refund")
        await seat.shows("→")
        seen = "\n".join(line.rstrip() for line in seat.lines[2:18]).rstrip()
    _, shown, _ = manual.page("authoring", lang).split("```\n", 2)
    assert seen == shown.rstrip(), f"the manual's picture is to be:\n{seen}"
