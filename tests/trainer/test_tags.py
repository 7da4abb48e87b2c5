"""Tags are any words, in levels; study, quizzes, workshops and search keep to them."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import Context

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.cli.usage import tags_of
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.content.tags import LEVELS, tag_key, tidy_tag, with_parents
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.quiz.run import Scope
from ops_trainer.trainer import Trainer
from tests.conftest import Clock

TAGS = """id: f-tags
title: Tags
notes:
  - id: a
    kind: qa
    front: 甲
    back: 乙
    tags: [运营::用户, 拉新, JLPT_N5, "high yield", growth]
"""
TERMS = {
    "b": ("库存周转", "一年里货卖完又补上的次数", "运营::货品"),
    "c": ("交货期", "从下单到货物送到要多久", "运营::货品::仓库"),
    "d": ("满足率", "订货里能按时发出去的那一份", "ＨＩＧＨ  Yield"),
    "e": ("再订货点", "剩到多少就该再买下一批", ""),
}
MORE = "id: more\ntitle: More\nnotes:\n" + "".join(
    f"  - id: {name}\n    kind: definition\n    term: {term}\n    meaning: {meaning}\n"
    + (f'    tags: ["{tag}"]\n' if tag else "")
    for name, (term, meaning, tag) in TERMS.items()
)


def test_any_words_are_tags() -> None:
    reading = parse_deck(TAGS.encode(), "tags.yaml")
    assert reading.problems == ()
    assert reading.deck is not None
    assert reading.deck.notes[0].tags == ("运营::用户", "拉新", "JLPT_N5", "high yield", "growth")


@pytest.mark.parametrize("tag", ["运营::", "::用户", "a::::b", " "])
def test_a_level_without_words_is_a_problem(tag: str) -> None:
    (problem,) = parse_deck(TAGS.replace("拉新", f'"{tag}"').encode(), "tags.yaml").problems
    assert (problem.complaint.key, problem.line) == ("deck.tag_level", 8)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=":：﹕︓"), min_size=1), min_size=1
    )
)
def test_folding_keeps_levels_and_is_steady(levels: list[str]) -> None:
    tag = tidy_tag(LEVELS.join(levels))
    assert tag_key(tag_key(tag)) == tag_key(tag) == tag_key(tag.replace(LEVELS, " ：： "))
    assert with_parents(tag)[-1] == tag
    keys = [tag_key(part) for part in with_parents(tag)]
    assert all(longer.startswith(shorter + LEVELS) for shorter, longer in itertools.pairwise(keys))


@pytest.fixture
def own(home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "f-tags.yaml").write_text(TAGS, encoding="utf-8")
    (home / "decks" / "more.yaml").write_text(MORE, encoding="utf-8")
    with ops_trainer.open(home, clock=clock) as trainer:
        yield trainer


CASES = [
    ("拉新", {"a"}),
    ("jlpt_n5", {"a"}),
    ("High Yield", {"a", "d"}),
    ("ｈｉｇｈ yield", {"a", "d"}),
    ("运营", {"a", "b", "c"}),
    ("运营::货品", {"b", "c"}),
    ("运营：：货品 :: 仓库", {"c"}),
]


@pytest.mark.parametrize(("tag", "notes"), CASES)
def test_everything_keeps_to_a_tag(own: Trainer, tag: str, notes: set[str]) -> None:
    def of(refs: Any) -> set[str]:
        return {ref.split("/")[1] for ref in refs}

    assert of(line.card.id for line in own.search(tag=tag).lines) == notes
    assert own.quizzes.offer(tags=[tag]).notes == len(notes)
    asked = {q.note for q in own.quizzes.start(tags=[tag], scope=Scope.ALL, seed=1, count=50).run.questions}
    assert of(asked) == notes
    assert of(item.question.note for item in own.workshops.items(tags=[tag], count=50, seed=1)) == notes
    session = own.study(tags=[tag], new_limit=50)
    studied = set()
    while session.card is not None:
        studied.add(session.card.note)
        session.grade(Rating.GOOD)
    assert studied <= notes
    assert session.extend(new=50) + len(studied) >= len(notes)
    while session.card is not None:
        studied.add(session.card.note)
        session.grade(Rating.GOOD)
    assert studied == notes


def test_due_and_missed_cards_keep_to_a_tag_too(own: Trainer, clock: Clock) -> None:
    session = own.study(new_limit=50)
    while session.card is not None:
        session.grade(Rating.AGAIN if session.card.note in "ab" and not session.is_again else Rating.GOOD)
    clock.forward(days=40)
    session = own.study(tags=["运营"], new_limit=0)
    assert session.card is not None
    seen = set()
    while session.card is not None:
        seen.add(session.card.note)
        session.grade(Rating.GOOD)
    assert seen == {"a", "b", "c"}
    assert own.study(tags=["运营"], new_limit=0).card is None
    assert own.study(new_limit=0).card is not None


def test_decks_and_tags_narrow_together_and_several_tags_widen(own: Trainer) -> None:
    assert {line.card.id.split("/")[0] for line in own.search(tag="运营", deck="more").lines} == {"more"}
    assert own.quizzes.offer(["more"], tags=["运营"]).notes == 2
    assert own.quizzes.offer(tags=["拉新", "high yield"]).notes == 2


def test_a_tag_goes_with_its_last_note(own: Trainer) -> None:
    (own.home / "decks" / "more.yaml").write_text(MORE.replace("运营::货品::仓库", "仓库"), encoding="utf-8")
    own.refresh()
    assert "运营::货品::仓库" not in own.tags()
    assert {"仓库", "运营::货品"} <= own.tags().keys()


def test_an_unknown_tag_is_said_with_those_that_there_are(own: Trainer) -> None:
    for call in (own.study, own.quizzes.start, own.quizzes.offer, own.quizzes.start_placement, own.workshops.items):
        with pytest.raises(Complaint) as caught:
            call(tags=["没有"])
        assert caught.value.key == "trainer.no_tag"
    said = caught.value.in_lang("en")
    assert "拉新" in said
    assert "运营::货品::仓库" in said
    (own.home / "decks" / "f-tags.yaml").unlink()
    (own.home / "decks" / "more.yaml").unlink()
    own.refresh()
    with pytest.raises(Complaint, check=lambda error: error.key == "trainer.no_tags"):
        own.search(tag="拉新")


def test_commands_take_tags(own: Trainer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(own.home)

    def run(*words: str, lines: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        status = main(["--home", home, "--lang", "en", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    _, out, _ = run("study", "--plain", "--tag", "拉新", lines="\nq\n")
    assert "甲" in out
    _, out, _ = run("quiz", "--tag", "运营::货品", "--json")
    assert json.loads(out)["all"]["notes"] == 2
    for words in (
        ["study", "--plain", "--tag", "x"],
        ["quiz", "--plain", "--tag", "x"],
        ["quiz", "--json", "--tag", "x"],
        ["quiz", "--placement", "--plain", "--tag", "x"],
        ["workshop", "host", "--plain", "--tag", "x"],
    ):
        status, _, err = run(*words)
        assert status == 2
        assert err.count("\n") == 1
        assert "high yield" in err.lower()
    status, out, _ = run("quiz", "--plain", "--scope", "all", "--tag", "运营::货品::仓库", "--count", "1", lines="q\n")
    assert status == 0
    assert any(word in out for word in TERMS["c"])
    assert "--tag" in run("quiz", "--contrast", "--plain", "--tag", "拉新")[2]


def test_tags_are_completed(own: Trainer) -> None:
    class Root:
        params = {"home": str(own.home)}  # noqa: RUF012

    class Here:
        def find_root(self) -> Root:
            return Root()

    here: Context = Here()  # type: ignore[assignment]
    assert tags_of(here, "ｊ") == ["JLPT_N5"]
    assert tags_of(here, "运营::货") == ["运营::货品", "运营::货品::仓库"]
