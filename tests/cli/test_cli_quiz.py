"""The quiz as plain lines, and what authors are told that their deck will ask."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.cli.plain_quiz import read
from ops_trainer.content.questions.answer import Answer
from ops_trainer.memory import Rating
from tests.quiz import makers

TERMS = ["stock turn", "lead time", "fill rate", "order point"]
MEANINGS = [
    "how often goods are sold and replaced in a year",
    "how long a supplier needs until goods arrive here",
    "the share of what was ordered that could be sent",
    "the quantity at which one buys the next batch again",
]
NOTES = "".join(
    f"  - id: n{n}\n    kind: definition\n    term: {TERMS[n]}\n    meaning: {MEANINGS[n]}\n" for n in range(4)
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a home with one small deck: exit status, stdout, stderr."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(f"id: small\ntitle: small\nlanguage: en\nnotes:\n{NOTES}", "utf-8")

    def call(*words: str, lines: str = "", lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        status = main(["--home", str(home), "--lang", lang, *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def meet(home: Path) -> None:
    """Review every card."""
    with ops_trainer.open(home) as trainer:
        session = trainer.study(new_limit=1000)
        while session.card is not None:
            session.grade(Rating.GOOD)


def document(run: Run, seed: int = 3) -> list[dict[str, object]]:
    status, out, _ = run("decks", "questions", "small", "--seed", str(seed), "--json")
    assert status == 0
    found: list[dict[str, object]] = json.loads(out)
    return found


def test_questions_come_as_one_document_of_the_shape_that_was_promised(run: Run) -> None:
    found = document(run)
    assert {str(one["type"]) for one in found} == {"single", "true-false", "match", "typed"}
    for one in found:
        assert set(one) == {"id", "note", "type", "prompt", "options", "answer", "explanation"}
        assert set(one["prompt"]) == set(one["explanation"]) == {"zh", "en"}  # type: ignore[call-overload]
        for option in one["options"]:  # type: ignore[attr-defined]
            assert set(option) == {"text", "correct", "note"}
            assert set(option["text"]) == {"zh", "en"}
    assert document(run) == found
    assert document(run, seed=4) != found


def test_authors_are_told_which_types_their_deck_can_not_make(run: Run) -> None:
    _, out, err = run("decks", "questions", "small")
    assert "multiple, order, numeric" in err
    assert "✓" in out
    assert run("decks", "questions", "none")[0] == 2


def answers_to(run: Run, seed: int, count: int) -> list[str]:
    """The right lines for a quiz: asked once with nothing known, the answers read off what it says."""
    _, out, _ = run(
        "quiz", "small", "--plain", "--type", "single", "--seed", str(seed), "--count", str(count), lines="\n" * count
    )
    right, options, lines = [], {}, out.splitlines()
    for line in lines:
        if line[:4].strip().rstrip(".").isdigit() and line.startswith("  "):
            number, _, text = line.strip().partition(". ")
            options[text] = number
        elif line.startswith("Correct answer: "):
            right.append(options[line.removeprefix("Correct answer: ")])
    assert len(right) == count
    return right


def test_a_whole_quiz_in_plain_lines(run: Run, home: Path) -> None:
    meet(home)
    right = answers_to(run, 5, 3)
    lines = "".join(f"{number}\n" for number in right)
    status, out, _ = run("quiz", "small", "--plain", "--type", "single", "--seed", "5", "--count", "3", lines=lines)
    assert status == 0
    assert out.count("✓ Right.") == 3
    assert "3 of 3 right, score 100%." in out


def test_mistakes_say_what_was_chosen_and_what_it_is(run: Run, home: Path) -> None:
    meet(home)
    right = answers_to(run, 5, 1)[0]
    other = "1" if right != "1" else "2"
    _, out, _ = run("quiz", "small", "--plain", "--type", "single", "--seed", "5", "--count", "1", lines=f"{other}\n")
    assert "✗ Wrong." in out
    assert "You chose “" in out
    assert "Not firm yet:" in out
    assert "ops-trainer study" in out


def test_a_number_that_can_not_be_read_is_asked_for_again(run: Run, home: Path) -> None:
    deck = Path(__file__).parents[1] / "quiz" / "decks" / "numeric.yaml"
    (home / "decks" / "num.yaml").write_text(deck.read_text("utf-8"), "utf-8")
    lines = "lots\n1.2w or so, or 2w\n25%\n1.2w\n"
    words = ("--plain", "--scope", "all", "--type", "numeric", "--count", "2", "--seed", "1")
    status, out, _ = run("quiz", "num", *words, lines=lines)
    assert status == 0
    assert out.count("That can't be read as one number.") == 2
    assert out.count("Read as ") == 1
    assert "[question 2 of 2]" in out
    assert "of 2 right" in out


def test_stopping_and_going_on(run: Run, home: Path) -> None:
    meet(home)
    status, out, _ = run("quiz", "small", "--plain", "--count", "4", "--seed", "1", lines="\nq\n")
    assert status == 0
    assert "--resume" in out
    assert "[question 2 of 4]" in out
    _, _, err = run("quiz", "small", "--plain", "--count", "1", lines="q\n")
    assert "after 1 of 4 questions" in err
    _, out, _ = run("quiz", "--plain", "--resume", lines="q\n")
    assert "[question 1 of 1]" in out


def test_verdicts_confidence_and_feedback_at_the_end(run: Run, home: Path) -> None:
    meet(home)
    lines = "the point of an order\nＹ\n\nN\n" + "maybe\ny\n" * 2
    _, out, _ = run(
        "quiz", "small", "--plain", "--type", "typed", "--count", "2", "--seed", "2", "--at-end", "--sure", lines=lines
    )
    assert out.count("Are you sure?") == 2
    assert "Mistakes:" in out or "You wrote:" in out
    assert "of 2 right" in out
    assert out.index("[question 2") < out.index("score")


def test_a_drill_and_placement(run: Run, home: Path) -> None:
    assert run("quiz", "--contrast", "--plain")[0] == 2
    _, out, _ = run("quiz", "small", "--placement", "--plain", "--seed", "1", lines="\n" * 20, lang="zh")
    assert "摸底结束" in out
    meet(home)
    right = answers_to(run, 5, 1)[0]
    run(
        "quiz",
        "small",
        "--plain",
        "--type",
        "single",
        "--seed",
        "5",
        "--count",
        "1",
        lines="1\n" if right != "1" else "2\n",
    )
    status, out, _ = run("quiz", "--contrast", "--plain", lines="1\n1\n")
    assert status == 0
    assert "Which of the two is this?" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--type", "essay"), "single, multiple"),
        (("--count", "0"), "at least 1"),
        (("--contrast", "--resume"), "--placement"),
        (("--resume",), "no quiz"),
        (("--type", "numeric", "--scope", "all"), "No such question"),
        (("--scope", "some"), "met, all, ahead"),
        ((), "--scope all"),
    ],
)
def test_wrong_use_is_one_clear_line(run: Run, words: tuple[str, ...], said: str) -> None:
    status, _, err = run("quiz", "--plain", *words)
    assert status == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_what_was_not_met_is_asked_only_when_chosen_and_the_miss_is_noted_and_no_more(run: Run, home: Path) -> None:
    ask = ("quiz", "small", "--plain", "--scope", "ahead", "--type", "single", "--count", "99")
    status, out, err = run(*ask, lines="\n" * 99)
    assert status == 0
    assert "such questions can be asked." in err
    assert "new to you" in out
    assert "come back today" not in out
    with ops_trainer.open(home) as trainer:
        assert trainer.today().due == 0
    meet(home)
    status, _, err = run("quiz", "small", "--plain", "--scope", "ahead")
    assert status == 2
    assert "met everything" in err
    _, out, err = run("quiz", "small", "--plain", "--type", "single", "--count", "50", lines="1\n" * 50)
    assert "come back today" in out
    assert "--scope all" in err, "it says that it is shorter than it was asked to be"


def test_what_can_be_asked_comes_as_one_document(run: Run, home: Path) -> None:
    status, out, err = run("quiz", "small", "--json")
    found = json.loads(out)
    assert (status, err, list(found)) == (0, "", ["met", "all", "ahead"])
    assert found["met"] == {"notes": 0, "questions": {}, "again": 0}
    assert found["ahead"] == found["all"]
    assert found["all"]["notes"] == 4
    meet(home)
    after = json.loads(run("quiz", "small", "--json")[1])
    assert (after["met"], after["ahead"]) == (found["all"], found["met"])


def test_an_unknown_deck_is_said_and_no_terminal_too(run: Run) -> None:
    assert run("quiz", "none", "--plain")[0] == 2
    assert run("quiz", "small")[0] == 2


@pytest.mark.parametrize(
    ("place", "line", "answer"),
    [
        (0, "2", Answer((1,))), (0, " ２ ", Answer((1,))), (0, "", Answer()), (0, "9", None), (0, "1 2", None),
        (0, "x", None),
        (0, "0", None), (1, "1, 3", Answer((0, 2))), (1, "1、3", Answer((0, 2))), (3, "2 1 3", Answer((1, 0, 2))),
        (3, "2 1", None), (4, "4 1 2 3", Answer((3, 0, 1, 2))), (4, "1 1 2 3", None),
        (5, " 跳出率 ", Answer(text="跳出率")),
        (6, "12.5%", Answer(text="12.5%")),
    ],
)  # fmt: skip
def test_lines_are_read_by_type(place: int, line: str, answer: Answer | None) -> None:
    assert read(makers.ALL[place], line) == answer
