"""The command line as others script against it: what is printed where, in which shape, with which exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer import cli
from ops_trainer.locale import say
from ops_trainer.memory import Rating
from tests import forked

DECK = """\
id: shop
title:
  zh: 店铺
  en: Shop
language: zh
notes:
  - id: refund
    kind: definition
    term:
      zh: 仅退款
      en: Refund only
    meaning:
      zh: 不退货，只把钱退给买家。
      en: The money goes back, the goods do not.
  - id: plain
    kind: qa
    front: 只有中文？
    back: 对
"""


class Line:
    """The command line in this process, on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys = home, capsys

    def __call__(self, *words: str, status: int = 0, lang: str = "en") -> tuple[str, str]:
        got = cli.main(["--home", str(self.home), *(["--lang", lang] if lang else []), *words])
        out, err = self.capsys.readouterr()
        assert got == status, (out, err)
        return out, err

    def json(self, *words: str, status: int = 0) -> Any:
        out, err = self(*words, "--json", status=status)
        assert err == ""
        return json.loads(out)


@pytest.fixture
def line(home: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "shop.yaml").write_text(DECK, encoding="utf-8")
    return Line(home, capsys)


def test_decks_list(line: Line) -> None:
    found = line.json("decks", "list")
    assert len(found) == 8
    keys = ["id", "title", "notes", "cards", "questions", "new", "due", "mastered", "faded", "new_limit"]
    assert all(list(deck) == keys for deck in found)
    shop = next(deck for deck in found if deck["id"] == "shop")
    assert shop["title"] == {"zh": "店铺", "en": "Shop"}
    assert (shop["notes"], shop["cards"], shop["new"], shop["due"], shop["mastered"]) == (2, 3, 3, 0, 0)
    assert all(deck["questions"] is None for deck in found)
    out, _ = line("decks", "list", lang="zh")
    assert "shop：店铺（3张卡片，掌握0，生疏0，到期0，未学3）" in out


def test_a_decks_new_cards_are_limited_and_let_go(line: Line) -> None:
    assert "at most 2 new cards a day" in line("decks", "limit", "shop", "2")[0]
    assert next(deck for deck in line.json("decks", "list") if deck["id"] == "shop")["new_limit"] == 2
    assert "按分钟数来" in line("decks", "limit", "shop", "none", lang="zh")[0]
    assert next(deck for deck in line.json("decks", "list") if deck["id"] == "shop")["new_limit"] is None
    assert "from 0 to 200" in line("decks", "limit", "shop", "many", status=2)[1]


@pytest.mark.soak(only=True)
def test_questions_are_counted_behind_home_and_again_only_for_a_deck_that_changed(line: Line) -> None:
    def counts() -> dict[str, int | None]:
        return {deck["id"]: deck["questions"] for deck in line.json("decks", "list")}

    def count(notes: int = 1_000_000) -> None:
        left = iter(range(notes))
        with ops_trainer.open(line.home) as trainer:
            trainer.count_questions(lambda: next(left, None) is not None)

    count(1)
    assert set(counts().values()) == {None}
    count()
    before = counts()
    assert all(before.values())
    more = "  - id: more\n    kind: qa\n    front: 再来一题？\n    back: 好\n"
    (line.home / "decks" / "shop.yaml").write_text(DECK + more, encoding="utf-8")
    assert counts() == {**before, "shop": None}
    count(4)
    assert counts()["shop"] > before["shop"]


def test_decks_cards(line: Line) -> None:
    found = line.json("decks", "cards", "shop")
    assert found[0] == {
        "id": "shop/refund/meaning",
        "note": "refund",
        "face": "meaning",
        "front": {"zh": f"仅退款\n{say('card.meaning', 'zh')}", "en": f"Refund only\n{say('card.meaning', 'en')}"},
        "back": {"zh": "不退货，只把钱退给买家。", "en": "The money goes back, the goods do not."},
    }
    assert found[2]["front"]["en"] is None
    out, _ = line("decks", "cards", "shop")
    assert "Refund only" in out


def test_decks_check(line: Line, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\ntitle: t\nnotes:\n  - id: a\n    kind: qa\n    frontt: f\n    back: b\n", encoding="utf-8")
    found = line.json("decks", "check", str(bad), status=1)
    assert [list(problem) for problem in found] == [["file", "line", "column", "message"]] * 2
    assert [(problem["file"], problem["line"], problem["column"]) for problem in found] == [
        (str(bad), 4, 5),
        (str(bad), 6, 5),
    ]
    out, err = line("decks", "check", str(bad), status=1, lang="zh")
    assert out.split("\n")[1] == f"{bad}:6:5: 这里不认识“frontt”。是不是想写“front”？"
    assert "2处问题" in err
    assert json.loads(line("decks", "check", str(line.home / "decks"), "--json")[0]) == []
    line("decks", "check", str(tmp_path / "none"), status=2)


def test_decks_check_gives_advice_that_does_not_fail(line: Line, tmp_path: Path) -> None:
    long = "字" * 60
    deck = DECK.replace("不退货，只把钱退给买家。", long)
    (tmp_path / "long.yaml").write_text(deck, encoding="utf-8")
    out, _ = line("decks", "check", str(tmp_path / "long.yaml"))
    assert "long to recall: 60" in out
    assert "(advice)" in out
    assert out.endswith("long.yaml: 2 notes → 3 cards, 2 questions\n")
    out, err = line("decks", "check", str(tmp_path / "long.yaml"), "--json")
    assert json.loads(out) == []
    assert "long to recall" in err
    assert "2 notes → 3 cards, 2 questions" in err
    assert "2个知识点 → 3张卡，2道题" in line("decks", "check", str(tmp_path / "long.yaml"), lang="zh")[0]


def test_decks_add_and_remove(line: Line, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(DECK.replace("id: shop", "id: mine"), encoding="utf-8")
    assert line("decks", "add", str(mine))[0] == "Added: mine\n"
    assert line("decks", "add", str(mine))[0] == "Added: mine\n"
    mine.write_text(DECK.replace("id: shop", "id: mine").replace("店铺", "店"), encoding="utf-8")
    assert "already have another deck" in line("decks", "add", str(mine), status=2)[1]
    out, _ = line("decks", "remove", "mine")
    assert (line.home / "decks" / "mine.yaml.removed").exists()
    assert "its history stays" in out
    assert "There is no deck “mine”. Decks: ops-basics" in line("decks", "remove", "mine", status=2)[1]
    assert "built in" in line("decks", "remove", "ops-tips", status=2)[1]
    mine.write_text(DECK.replace("id: shop", "id: ops-tips"), encoding="utf-8")
    assert "taken by ops-tips.yaml" in line("decks", "add", str(mine), status=2)[1]
    mine.write_text("id: [", encoding="utf-8")
    assert "mine.yaml can't be added" in line("decks", "add", str(mine), status=2)[1]
    assert line("decks", "add", str(tmp_path / "none.yaml"), status=2)[1].count("\n") == 1


def test_a_deck_kept_out_by_its_twin_has_its_turn_when_that_one_goes(line: Line) -> None:
    twin = line.home / "decks" / "twin.yaml"
    twin.write_text(DECK.replace("对", "不对"), encoding="utf-8")
    assert "taken by shop.yaml" in line("decks", "list")[1]
    (line.home / "decks" / "shop.yaml").unlink()
    out, err = line("decks", "list")
    assert "shop: Shop" in out
    assert err == ""


def test_decks_schema(line: Line) -> None:
    assert json.loads(line("decks", "schema")[0])["title"] == "ops-trainer deck"


def test_own_weights_are_told_and_switched(line: Line) -> None:
    told = line.json("weights")
    assert (told["on"], told["answers"], told["needed"], told["fitted"]) == (True, 0, 200, None)
    assert "200" in line("weights")[0]
    assert "Switched off" in line("weights", "--off")[0]
    assert line.json("weights")["on"] is False
    assert "Switched off: the average" in line("stats")[0]
    assert "已打开" in line("weights", "--on", lang="zh")[0]
    assert line.json("weights", "--on")["on"] is True


def test_stats(line: Line) -> None:
    with ops_trainer.open(line.home) as trainer:
        session = trainer.study(["shop"])
        session.grade(Rating.GOOD, 30_000)
    found = line.json("stats")
    assert list(found) == [
        "learner", "day", "today", "streak", "week", "days_of_30", "longest_streak", "cards",
        "retention", "forecast", "forecast_new", "forecast_minutes", "forecast_approximate", "minutes",
        "days_studied", "reviews", "by_day", "notes", "weights",
    ]  # fmt: skip
    assert (found["reviews"], found["minutes"], found["streak"], found["cards"]["learning"]) == (1, 0.5, 1, 1)
    assert found["notes"][0]["note"] == "shop/refund"
    assert found["forecast"][1] >= found["forecast_new"][1] > 0
    assert found["weights"] == line.json("weights")
    assert f"{found['forecast_new'][1]} new." in line("stats")[0]
    assert "Days in a row: 1" in line("stats")[0]
    assert "连续1天" in line("stats", lang="zh")[0]


def test_the_journal_goes_out_and_in(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ops_trainer.open(line.home) as trainer:
        session = trainer.study(["shop"])
        session.grade(Rating.GOOD)
        session.grade(Rating.AGAIN)
        session.undo()
    out, err = line("journal", "export")
    events = [json.loads(text) for text in out.splitlines()]
    assert err == ""
    assert [event["kind"] for event in events] == ["review", "review", "undo"]
    assert events[2]["undoes"] == events[1]["id"]
    file = tmp_path / "journal.jsonl"
    assert f"3 events written to {file}" in line("journal", "export", "--out", str(file))[1]
    assert file.read_text(encoding="utf-8") == out
    other = Line(tmp_path / "other", line.capsys)
    assert other("journal", "import", str(file))[0] == "3 new events.\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(out))
    assert other("journal", "import", "-")[0] == "0 new events.\n"
    assert line("journal", "export", "--out", str(tmp_path / "no" / "x"), status=2)[1].count("\n") == 1
    assert "can't be read" in line("journal", "import", str(tmp_path / "none"), status=2)[1]


def test_backup_restore_and_doctor(line: Line, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    assert line("backup", str(saved))[0] == f"Backup written: {saved}\n"
    assert "The store before it is kept as" in line("restore", str(saved))[0]
    assert line("doctor")[0] == f"All is well in {line.home}.\n"
    fresh = Line(tmp_path / "fresh", line.capsys)
    assert fresh("restore", str(saved))[0] == f"{saved} is restored.\n"
    (line.home / "decks" / "bad.yaml").write_text("id: [", encoding="utf-8")
    assert "bad.yaml is left out, it has a problem" in line("doctor")[0]


def test_answers_that_a_store_lost_come_back_and_it_is_told_once(line: Line, tmp_path: Path) -> None:
    home = tmp_path / "my home"
    line = Line(home, line.capsys)
    with ops_trainer.open(home) as trainer:
        session = trainer.study(new_limit=3)
        for _ in range(3):
            session.grade(Rating.GOOD)
        trainer.change(retention=0.85)
    with ops_trainer.open(home) as trainer:
        journal = next((home / "journal").glob("*/*.jsonl"))
    for file in home.glob("trainer.db*"):
        file.unlink()
    out, err = line("stats", "--json")
    assert err == say("trainer.healed", "en", n=3, files=journal.name) + "\n"
    assert json.loads(out)
    assert line("stats", lang="zh")[1] == ""
    assert line("doctor")[0] == f"All is well in {home}.\n"
    with ops_trainer.open(home) as trainer:
        assert trainer.settings.retention == 0.85


def test_what_no_file_holds_any_more_is_told(line: Line) -> None:
    with ops_trainer.open(line.home) as trainer:
        session = trainer.study(["shop"], new_limit=3)
        for _ in range(3):
            session.grade(Rating.GOOD)
    for file in (*line.home.glob("trainer.db*"), *line.home.glob("backups/*")):
        file.unlink()
    journal = next((line.home / "journal").glob("*/*.jsonl"))
    journal.write_bytes(journal.read_bytes()[:-40])
    _, err = line("stats")
    assert say("trainer.healed", "en", n=2, files=journal.name) in err
    assert say("trainer.lacking", "en", n=1) in err
    assert say("trainer.lacking", "zh", n=1) in line("doctor", lang="zh", status=1)[0]


def test_help(line: Line) -> None:
    out, _ = line("help")
    assert "  memory         How it decides when a card comes back" in out
    assert line("help", "decks", lang="zh")[0].startswith("# 自己写卡组")
    assert "Topics: start" in line("help", "nothing", status=2)[1]


def test_study_as_plain_lines(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    # As an input method sends them, too.
    answers = ["", "?", "１", "Ｒ", "ｆ　例子不清楚", "\u3000", "2", "U", "", "", "b", "Ｑ"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(answers) + "\n"))
    out, err = line("study", "shop", "--plain", lang="zh")
    assert err == ""
    assert "仅退款" in out
    assert "答案：不退货，只把钱退给买家。" in out
    assert "# 只有中文" in out
    with ops_trainer.open(line.home) as trainer:
        kinds = [event["kind"] for event in trainer.export_journal()]
        assert kinds == ["review", "flag", "review", "undo", "review", "bury"]
        assert [found.card.note for found in trainer.search(flagged=True).lines] == ["plain"]


def test_a_lesson_in_plain_lines_is_text_as_it_stands(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line("decks", "add", str(Path(__file__).parents[1] / "content" / "cases" / "lesson-newlines.yaml"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("r\nq\n"))
    out, _ = line("study", "f-md", "--plain")
    assert "\n- not a list\n1. nor this\n> nor a quote\n    nor code\n| a | b |\n" in out
    assert "\nC:\\new\\table \\_ \\* \\( x \\)\n" in out


def test_study_with_four_buttons_and_nothing_left(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    with ops_trainer.open(line.home) as trainer:
        trainer.change(buttons=4)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n4\n" * 9))
    assert "4 easy" in line("study", "shop", "--plain")[0]
    assert "Nothing to study now" in line("study", "shop", "--plain")[0]
    assert "There is no deck “nope”" in line("study", "nope", "--plain", status=2)[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["study", "--nope"], "--nope"),
        (["nope"], "nope"),
        (["decks", "nope"], "nope"),
        (["decks", "check"], "PATH"),
        (["restore"], "FILE"),
        (["doctor", "--repair=x"], "--repair"),
        (["stats", "more"], "more"),
        (["decks", "questions", "shop", "--seed", "x"], "--seed"),
        (["decks", "cards", "nope"], "nope"),
    ],
)
def test_wrong_use_is_said_in_one_line_of_the_persons_language(
    line: Line, words: list[str], says: str, lang: str
) -> None:
    out, err = line(*words, status=2, lang=lang)
    assert out == ""
    assert err.count("\n") == 1
    assert says in err
    assert ("请看" in err or "卡组" in err) == (lang == "zh")


def test_help_pages_of_commands_are_in_the_persons_language(line: Line) -> None:
    out, _ = line("decks", "check", "--help", lang="zh")
    assert out.startswith("用法：ops-trainer decks check")
    assert {"参数：", "选项："} <= {text.strip() for text in out.splitlines()}
    assert "显示用法。" in out
    assert "命令：" in line("decks", status=2, lang="zh")[1]
    assert "Usage: ops-trainer" in line("--help", lang="en")[0]


def test_the_language_is_the_options_then_the_settings_then_the_environments(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert line("help", "start", lang="")[0].startswith("# 第一次使用")
    assert "连续" in line("stats", lang="")[0]
    with ops_trainer.open(line.home, learner="mei") as trainer:
        trainer.change(language="en")
    assert line("help", "start", lang="")[0].startswith("# First steps")
    assert "Days in a row" in line("stats", lang="")[0]
    assert "is missing" in line("restore", lang="", status=2)[1]
    assert line("help", "start", lang="zh")[0].startswith("# 第一次使用")
    assert line("--learner", "雷", "help", "start", lang="")[0].startswith("# 第一次使用")
    assert "zh or en, not fr" in line("--lang", "fr", "stats", lang="", status=2)[1]


def test_learners_have_their_own_progress(line: Line) -> None:
    with ops_trainer.open(line.home, learner="mei") as trainer:
        trainer.study(["shop"]).grade(Rating.GOOD)
    assert json.loads(line("--learner", "mei", "stats", "--json")[0])["reviews"] == 1
    assert json.loads(line("--learner", "lei", "stats", "--json")[0])["reviews"] == 0
    assert "1 to 40 ordinary characters" in line("--learner", "a" * 41, "stats", status=2)[1]


def process(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops_trainer", *words], capture_output=True, text=True, check=False, **more
    )


def test_without_a_terminal_the_app_says_so(home: Path) -> None:
    done = process("--home", str(home), stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not home.exists()


@pytest.mark.soak(only=True)
def test_a_full_disk_behind_the_output_is_said(line: Line) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        words = [sys.executable, "-m", "ops_trainer", "--home", str(line.home), "stats"]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("The output can't be written")
    assert done.stderr.count("\n") == 1


def completed(shell: str, words: str, **more: str) -> list[str]:
    found = {
        "bash": {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": words},
        "fish": {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    done = forked.command(env={**found, **more, "_OPS_TRAINER_COMPLETE": f"complete_{shell}"})
    assert (done.status, done.err) == (0, "")
    return done.out.splitlines()


def test_the_shell_completes_commands_decks_and_topics(line: Line) -> None:
    line("decks", "list")
    assert completed("bash", "ops-trainer de") == ["decks"]
    assert completed("bash", f"ops-trainer --home {line.home} study sh") == ["shop"]
    assert "check" in "".join(completed("zsh", "ops-trainer decks ch"))
    assert completed("fish", "ops-trainer help mem") == ["memory"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_printed(
    shell: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not the shell that happens to run the tests, which can be one that completes nothing.
    monkeypatch.setattr("shellingham.detect_shell", lambda: (shell, f"/bin/{shell}"))
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--show-completion"])
    assert stopped.value.code == 0
    assert "_OPS_TRAINER_COMPLETE" in capsys.readouterr().out


def test_cards_are_chosen_for_study_by_options(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def study(typed: str, *options: str, status: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return "".join(line("study", *options, "--plain", status=status))

    assert "No card fits that." in study("\nq\n", "--missed")
    study("\n1\nq\n", "shop")
    assert "Practice only" in study("\n2\n", "--missed", "--practice")
    assert "Missed before" not in study("\n2\n", "--find", "is:flagged", status=0)
    counted = study("\n2\n", "--find", "is:missed-today", "--tag", "nowhere", status=2)
    assert "nowhere" in counted
    assert "1 card" in study("\n2\n", "--find", "is:missed-today"), "practice took nothing away"
    assert "No card fits that." in study("", "--leeches")
    assert "due:soon" in study("", "--find", "due:soon", status=2)
    study("", "--ahead", "-1", status=2)
