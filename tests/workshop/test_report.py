"""What comes after a workshop: figures, the table, the document and the page."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given as draw

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import of
from ops_trainer.locale import Lang
from ops_trainer.workshop.document import document
from ops_trainer.workshop.report import page
from ops_trainer.workshop.results import Asked, Given, Person, Results, figures, hardest, most_tempting
from ops_trainer.workshop.scoring import Mode
from ops_trainer.workshop.sheet import DANGEROUS, safe, sheet
from tests.examples import any_text
from tests.workshop.held import MATCH, NASTY, ORDER, POLL, SINGLE, TYPED, given, held

LANGS: list[Lang] = ["zh", "en"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


class Tags(HTMLParser):
    """Whether every element that was opened is closed, and what is asked of elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "rect", "line", "circle"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_figures_count_what_was_given() -> None:
    lines = (
        given("a", SINGLE, Answer((0,), sure=True), Answer((1,))),
        given("b", SINGLE, Answer((1,), sure=True), Answer((1,))),
        given("c", SINGLE, None),
    )
    people = tuple(Person(name, name, 0, 1) for name in "abc")
    found = figures(Results("w", "t", 0, 0, Mode.ACCURACY, people, (), (Asked(SINGLE, lines, discussed=True),)))[0]
    assert (found.there, found.answered, found.right, found.right_first) == (3, 2, 1, 0)
    assert found.chosen == (1, 1, 0)
    assert found.chosen_first == (0, 2, 0)
    assert found.share == pytest.approx(1 / 3)
    assert (found.confidence.sure_right, found.confidence.sure_wrong) == (1, 1)
    assert found.statistics is None


def test_rows_and_places_that_were_right_are_counted() -> None:
    found = figures(
        Results("w", "t", 0, 0, Mode.SPEED, (), (), (
            Asked(MATCH, (given("a", MATCH, Answer((1, -1))), given("b", MATCH, Answer((1, 0))))),
            Asked(ORDER, (given("a", ORDER, Answer((1, 0, 2))),)),
        ))
    )  # fmt: skip
    assert found[0].chosen == (2, 1)
    assert found[1].chosen == (1, 0, 0)


def test_the_same_words_written_differently_are_one() -> None:
    lines = tuple(given(f"p{n}", TYPED, Answer(text=said)) for n, said in enumerate(["ls -a", "DAU", " dau ", "ls -A"]))
    found = figures(Results("w", "t", 0, 0, Mode.ACCURACY, (), (), (Asked(TYPED, lines),)))[0]
    assert found.written == (("DAU", 2), ("ls -a", 1), ("ls -A", 1))


def test_the_hardest_come_first_and_polls_never() -> None:
    hard = hardest(figures(held()))
    assert [one.share for one in hard] == sorted(one.share for one in hard)
    assert all(not one.asked.poll for one in hard)
    everybody = Asked(SINGLE, (given("a", SINGLE, Answer((0,))),))
    assert hardest(figures(Results("w", "t", 0, 0, Mode.ACCURACY, (), (), (everybody,)))) == []


def test_the_most_tempting_option_is_a_wrong_one() -> None:
    assert most_tempting(SINGLE, (9, 2, 3)) == 2
    assert most_tempting(SINGLE, (9, 2, 2)) == 1
    assert most_tempting(SINGLE, (9, 0, 0)) is None
    assert most_tempting(ORDER, (1, 1, 1)) is None


def test_answers_in_words() -> None:
    assert of(SINGLE).in_words(SINGLE, Answer((1,)), "en") == "B. Manage stock"
    assert of(MATCH).in_words(MATCH, Answer((1, -1)), "en") == "Goods → looks at goods; Users → —"
    assert of(ORDER).in_words(ORDER, Answer((1, 2, 9)), "en") == "acquire → activate"
    assert of(ORDER).right_in_words(ORDER, "zh") == "获取 → 激活 → 留存"
    assert of(TYPED).right_in_words(TYPED, "en") == "daily active users"


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_whole_and_asks_for_nothing(lang: Lang, names: bool) -> None:
    made = page(held(names=(NASTY,)), lang, names=names)
    tags = Tags()
    tags.feed(made)
    assert not tags.open
    assert not {"script", "link", "img", "iframe", "object"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name in ("src", "href", "srcset") or name.startswith("on")]
    assert "@import" not in made
    assert "url(" not in made
    assert "default-src 'none'" in made
    for svg in re.findall(r"<svg.*?</svg>", made, re.DOTALL):
        ElementTree.fromstring(svg)
    assert len(re.findall("<svg", made)) >= 5


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_is_named_unless_it_was_asked_for(lang: Lang) -> None:
    results = held(names=("Very Unlikely Name",))
    for made in (page(results, lang), sheet(results, lang), json.dumps(document(results), ensure_ascii=False)):
        assert "Unlikely" not in made
        assert "玩家" not in made
    for made in (
        page(results, lang, names=True),
        sheet(results, lang, names=True),
        json.dumps(document(results, names=True)),
    ):
        assert "Very Unlikely Name" in made


def test_under_ten_players_the_statistics_are_not_shown() -> None:
    few, many = page(held(9), "en"), page(held(10), "en")
    assert "fewer than 10 players" in few
    assert "discriminative efficiency" not in few
    assert "fewer than 10 players" not in many
    assert "discriminative efficiency" in many


def test_a_workshop_without_players_still_gives_a_page() -> None:
    empty = Results("w", "", 0, 0, Mode.ACCURACY, (), (), (Asked(SINGLE, ()), Asked(POLL, (), poll=True)))
    tags = Tags()
    tags.feed(page(empty, "zh"))
    assert not tags.open
    assert document(empty)["questions"][0]["share_right"] == 0.0
    assert len(rows_of(sheet(empty, "zh"))) == 2


def test_the_table_has_a_line_a_question_or_an_answer() -> None:
    results = held()
    found = rows_of(sheet(results, "zh"))
    assert [row["question"] for row in found] == [str(n) for n in range(1, 8)]
    assert found[0]["type"] == "single"
    assert found[6]["type"] == "poll"
    assert found[6]["right"] == ""
    lines = rows_of(sheet(results, "zh", names=True))
    assert len(lines) == 7 * 24
    right = sum(int(row["right"] or 0) for row in lines if row["question"] == "1")
    assert right == int(found[0]["right"])


def test_cells_cannot_run_as_formulas() -> None:
    evil = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "ok")
    results = held(8, names=evil)
    for lang in LANGS:
        for row in csv.reader(io.StringIO(sheet(results, lang, names=True).removeprefix("\ufeff"))):
            assert not [cell for cell in row if cell.startswith(DANGEROUS)]
    assert "'=cmd" in sheet(results, "en", names=True)


@draw(any_text())
def test_a_safe_cell_says_the_same_and_begins_harmlessly(said: str) -> None:
    made = safe(said)
    assert made.endswith(said)
    assert len(made) - len(said) in (0, 1)
    assert not made.startswith(DANGEROUS)


def test_the_document_says_what_the_figures_say() -> None:
    results = held()
    made: dict[str, Any] = json.loads(json.dumps(document(results)))
    found = figures(results)
    assert made["players"] == 24
    assert [line["right"] for line in made["questions"]] == [*(one.right for one in found[:6]), None]
    assert made["hardest"] == [one.place for one in hardest(found)]
    assert made["questions"][6]["statistics"] is None
    assert made["questions"][0]["chosen_before_discussion"] == list(found[0].chosen_first)
    assert {line["type"] for line in made["questions"]} == {
        *(kind.value for kind in Type if kind != "true-false"),
        "poll",
    }
    assert made["at"].endswith("+08:00")


def test_time_and_answers_stand_in_the_named_document() -> None:
    line = document(held(), names=True)["questions"][0]["answers"][0]
    assert set(line) == {"player", "answer", "before_discussion", "right", "score", "points", "took_ms"}
    open_ = Given("x", None)
    assert open_.sure is None
