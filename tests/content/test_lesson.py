"""A note as a page to read: all of it there, and its texts as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ops_trainer.content.kinds import QA
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.kinds.page import as_written, escaped, in_plain_lines
from ops_trainer.content.model import texts_in
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.content.text import Text
from ops_trainer.content.typography import NO_BREAK, spaced
from ops_trainer.locale import LANGS, Lang


def notes() -> dict[str, BaseNote]:
    deck = read_deck(Path(__file__).with_name("kinds.yaml")).deck
    assert deck is not None
    return {note.id: note for note in deck.notes}


def plain(markdown: str) -> str:
    """What a reader sees of a page: its blocks one below the other."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    seen = {"text": lambda child: child.content, "hardbreak": lambda _: "\n"}
    blocks = ["".join(seen[c.type](c) for c in token.children if c.type in seen) for token in tokens if token.children]
    return "\n".join(blocks).replace(NO_BREAK, " ")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", notes())
def test_everything_that_a_note_says_stands_on_its_page(name: str, lang: Lang) -> None:
    note = notes()[name]
    page = plain(note.lesson("kinds", lang, {"kinds/stock": "安全库存"}))
    for where, text in texts_in(note):
        if where[0] in ("compute", "unit", "text"):
            continue
        assert spaced(text.in_lang(lang)) in page, where
    assert "{{" not in page


def test_the_page_of_a_role_as_it_reads() -> None:
    page = notes()["keeper"].lesson("kinds", "zh", {"kinds/stock": "安全库存"})
    assert page.startswith("# 仓管\n")
    assert "\n- 每周抽盘一次\n- **仓管怎么安排货位？** 出得快的放门口\n" in page
    assert "安全库存" in page


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=40))
def test_any_text_shows_as_itself(text: str) -> None:
    shown = spaced(" ".join(text.split()))
    assert plain(escaped(text)) == shown
    page = QA(id="a", front=Text(en=text or "x"), back=Text(en="b")).lesson("d", "en", {}) if text.strip() else "# x\n"
    assert page.startswith("# ")
    assert page.count("\n# ") == 0


def shown_on_card(text: str) -> str:
    """A text as the card shows it, but for blanks at its ends and those at the ends of its lines."""
    return "\n".join(line.rstrip() for line in spaced(text.expandtabs(4)).strip("\n").split("\n")).strip()


@given(st.text(st.sampled_from("ab 运，-*#>1.|`~_\\[](){}<&:=+!\n\t"), max_size=40))
@example("1\n ")
def test_any_text_keeps_its_lines_lists_and_code(text: str) -> None:
    for page in (as_written(text), "- " + as_written(text, "  "), "1. " + as_written(text, "   ")):
        if text.strip() and text[:1].strip():
            assert plain(page) == shown_on_card(text)
        assert in_plain_lines(as_written(text)).strip() == shown_on_card(text)


def test_the_case_of_lost_lines_reads_as_on_the_card() -> None:
    deck = read_deck(Path(__file__).with_name("cases") / "lesson-newlines.yaml").deck
    assert deck is not None
    code, term = deck.notes
    page = plain(code.lesson("f-md", "en", {}))
    assert page.endswith(shown_on_card(code.make_cards("f-md")[0].back.in_lang("en")))
    assert "\n    nor code\n| a | b |\n|---|---|\n" in page
    assert page.endswith("\ndef f():\n    return 1")
    assert page.endswith(in_plain_lines(code.lesson("f-md", "en", {})).partition("\n\n")[2].rstrip("\n"))
    assert plain(term.lesson("f-md", "en", {})).endswith("\n# heading? **bold?**")


def test_a_question_of_several_lines_stands_below_the_heading() -> None:
    note = QA(id="a", front=Text(en="What does it print?\nif x:\n    print(1)"), back=Text(en="1"))
    assert "\nWhat does it print?\nif x:\n    print(1)\n1" in plain(note.lesson("d", "en", {}))
