"""A note as a page to read: all of it there, and its texts as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ops_trainer.content.kinds import QA
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.kinds.page import escaped
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.content.text import Text, texts_in
from ops_trainer.content.typography import spaced
from ops_trainer.locale import LANGS, Lang


def notes() -> dict[str, BaseNote]:
    deck = read_deck(Path(__file__).with_name("kinds.yaml")).deck
    assert deck is not None
    return {note.id: note for note in deck.notes}


def plain(markdown: str) -> str:
    """What a reader sees of a page."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    return " ".join(child.content for token in tokens for child in token.children or () if child.type == "text")


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
