"""Whatever the encoding of the terminal or the pipe, every command does its work and none ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer import __main__ as program
from ops_trainer import streams
from ops_trainer.content.encodings import decoded
from ops_trainer.content.files import builtin_folder
from ops_trainer.content.reading.reader import parse_deck, read_deck
from ops_trainer.memory import Rating
from tests.known_commands import commands

DECK = """\
id: f-uni
title: 'Vocabulário ✓ 한국어 العربية 😀'
language: en
notes:
  - id: a
    kind: qa
    front: 'Ünïcode – “smart” ✓ 한국어 עברית 😀'
    back: 'naïve — 𠮷野家 ㏂'
  - {id: b, kind: qa, front: 'ˈtɜːm ①', back: '答案 ✓'}
"""
LEGACY = ("gbk", "cp1252", "ascii", "utf-8")
# What a command is given here; one that is not named is run without anything, which any of them must survive.
GIVEN = {
    "study": ["f-uni"],
    "quiz": ["--count", "1"],
    "restore": ["{saved}"],
    "backup": ["{folder}/again.db"],
    "help": ["decks"],
    "decks check": ["{deck}", "{bad}"],
    "decks cards": ["f-uni"],
    "decks questions": ["f-uni"],
    "decks add": ["{deck}"],
    "decks remove": ["f-uni"],
    "workshop host": ["--bind", "127.0.0.1", "--port", "0"],
    "workshop join": ["http://127.0.0.1:1/123456", "--name", "运营 ✓"],
    "workshop claim": ["http://127.0.0.1:1/123456", "ABC ✓"],
    "workshop results": ["✓"],
    "workshop remove": ["✓"],
    "team create": ["运营 ✓", "--name", "Zoë 😀"],
    "team role": ["Zoë", "lead"],
    "team remove": ["Zoë", "--yes"],
    "team misses": ["✓"],
    "team send": ["f-uni"],
    "team assign": ["f-uni"],
    "team unassign": ["✓"],
    "team join": ["http://127.0.0.1:1/#✓"],
    "team rescue": ["运营 ✓"],
    "team move": ["http://127.0.0.1:1"],
    "journal import": ["{journal}"],
}
SERVES = {"team serve"}  # until it is stopped: only its help and its wrong use are looked at
TYPED = "\n2\nf 例子 😀\n1\n?\nq\n"
LINES = [
    (name, [*GIVEN.get(name, []), *shape])
    for name, options in commands()
    for shape in [[], *([option] for option in ("--json", "--plain") if option in options)]
    if name not in SERVES
] + [(name, [extra]) for name, _ in commands() for extra in ("--help", "--没有 ✓")]


@pytest.fixture(scope="module", autouse=True)
def one_deck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One built-in deck says all that these tests are about, and is read and asked about in no time."""
    folder = tmp_path_factory.mktemp("built-in")
    deck = Path(shutil.copy(builtin_folder() / "ops-tips.yaml", folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ops_trainer.content.files.builtin_folder", lambda: folder)
        yield deck


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, one_deck: Path) -> Path:
    """A home with a deck of many scripts, some of it learnt, and files to give to commands."""
    folder = tmp_path_factory.mktemp("streams")
    (folder / "home" / "decks").mkdir(parents=True)
    (folder / "home" / "decks" / "f-uni.yaml").write_text(DECK, encoding="utf-8")
    (folder / "deck ✓.yaml").write_text(DECK, encoding="utf-8")
    (folder / "bad ✓.yaml").write_text(DECK.replace("title:", "titel:"), encoding="utf-8")
    with ops_trainer.open(folder / "home") as trainer:
        session = trainer.study(["f-uni"])
        session.flag("例子 😀")
        session.grade(Rating.AGAIN)
        (folder / "journal.jsonl").write_text(
            "\n".join(json.dumps(event) for event in trainer.export_journal()), encoding="utf-8"
        )
        trainer.backup(folder / "saved.db")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy that a command may change."""
    return Path(shutil.copytree(made, tmp_path / "run"))


def words_of(folder: Path, name: str, given: list[str]) -> list[str]:
    places = {
        "folder": folder, "saved": folder / "saved.db", "deck": folder / "deck ✓.yaml", "bad": folder / "bad ✓.yaml",
        "journal": folder / "journal.jsonl",
    }  # fmt: skip
    return [*name.split(), *(word.format(**places) if "{" in word else word for word in given)]


class Streams:
    """The three streams of a process, as bytes, in an encoding in which the program did not choose to speak."""

    def __init__(self, encoding: str, typed: bytes = b"", *, terminal: bool = False) -> None:
        self.out, self.err = io.BytesIO(), io.BytesIO()
        kind = _Terminal if terminal else io.TextIOWrapper
        self.stdin = io.TextIOWrapper(io.BytesIO(typed), encoding=encoding)
        self.stdout = kind(self.out, encoding=encoding, errors="strict", newline="\r\n")
        self.stderr = kind(self.err, encoding=encoding, errors="strict", newline="\r\n")

    def text(self, encoding: str) -> tuple[str, str]:
        self.stdout.flush()
        self.stderr.flush()
        return self.out.getvalue().decode(encoding), self.err.getvalue().decode(encoding)


Run = Callable[[list[str], Streams], int]


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def running(words: list[str], with_: Streams) -> int:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["ops-trainer", *words])
            for name in ("stdin", "stdout", "stderr"):
                patch.setattr(sys, name, getattr(with_, name))
            return program.main()

    return running


# On an ordinary day one command in so many, in one of the encodings after the other; in a soak each in all of them.
EVERY = 12
EACH = [
    pytest.param(name, encoding, marks=[pytest.mark.soak(only=True)] * (number % EVERY != turn))
    for number, name in enumerate(sorted({name for name, _ in commands()}))
    for turn, encoding in enumerate(LEGACY)
]


@pytest.mark.parametrize(("name", "encoding"), EACH)
def test_every_command_speaks_utf8_into_a_pipe(name: str, encoding: str, folder: Path, run: Run) -> None:
    home = ["--home", str(folder / "home"), "--lang", "en" if encoding == "cp1252" else "zh"]
    lines = [given for command, given in LINES if command == name]
    for given in lines:
        with_ = Streams(encoding, TYPED.encode())
        status = run([*home, *words_of(folder, name, given)], with_)
        out, err = with_.text("utf-8")
        assert status in (0, 1, 2), (given, out, err)
        assert "Traceback" not in err
        assert "\ufffd" not in out + err
        if "--json" in given and status != 2:
            json.loads(out)


@pytest.mark.parametrize("encoding", LEGACY)
def test_a_terminal_shows_what_its_encoding_holds(encoding: str, folder: Path, run: Run) -> None:
    for words in (["decks", "list"], ["decks", "cards", "f-uni"], ["--没有 ✓"]):
        with_ = Streams(encoding, terminal=True)
        run(["--home", str(folder / "home"), "--lang", "zh", *words], with_)
        out, err = with_.text(encoding)
        assert out + err
        assert ("?" in out + err) or encoding == "utf-8"
        assert ("答案" in out + err) == (encoding in ("gbk", "utf-8") and words[1:2] == ["cards"])


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"PYTHONIOENCODING": "gbk"}, ["decks", "cards", "f-uni"]),
        ({"PYTHONIOENCODING": "cp1252"}, ["decks", "cards", "f-uni", "--json"]),
        ({"PYTHONIOENCODING": "ascii"}, ["study", "f-uni", "--plain"]),
        ({"PYTHONIOENCODING": "gbk"}, ["--version"]),
        ({"PYTHONIOENCODING": "ascii"}, []),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ["decks", "cards", "f-uni"]),
        ({"LC_ALL": "C"}, ["--没有 ✓"]),
    ],
    ids=range(7),
)
def test_processes_as_they_are(
    setting: dict[str, str], words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "f-uni.yaml").write_text(DECK, encoding="utf-8")
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", builtin_folder)  # as for the process
    ops_trainer.open(home).close()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "ops_trainer", "--home", str(home), *words],
        input=TYPED.encode(), capture_output=True, env={**environment, **setting}, timeout=60, check=False,
    )  # fmt: skip
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == (2 if not words or words[0].startswith("--没") else 0), err
    assert "Traceback" not in err
    assert out + err
    assert ("한국어" in out) == ("cards" in words or "study" in words)


TEXT = "一行 ✓\n上面 ਊ ∊\r\n\n𠮷 end"
UNMARKED = {"utf-8-sig": "utf-8", "utf-16": f"utf-16-{sys.byteorder[0]}e"}  # as text goes on after a byte order mark
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_piped_in_is_read_in_the_encoding_it_has(encoding: str) -> None:
    text = f"first\n{TEXT}"
    data = text.encode(encoding)
    assert decoded(data) == text
    lines = streams.Lines(io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    assert list(lines) == text.replace("\r\n", "\n").splitlines(keepends=True)
    assert lines.readline() == ""
    assert streams.Lines(io.TextIOWrapper(io.BytesIO(data))).read() == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xfe", b"a\n\xff\xff\n", b"\xe4\xb8", b"\xfe\xff\x00", b"\x00\n\n"]
)
def test_what_is_no_text_is_read_all_the_same(data: bytes) -> None:
    assert isinstance(decoded(data), str)
    assert streams.Lines(io.TextIOWrapper(io.BytesIO(data))).read().count("\n") <= data.count(b"\n")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_line_is_there_as_soon_as_it_is_typed(encoding: str) -> None:
    read, write = os.pipe()
    lines = streams.Lines(io.TextIOWrapper(os.fdopen(read, "rb")))
    with os.fdopen(write, "wb", buffering=0) as end:
        for number, line in enumerate(("start\n", "上一题\n", "q\n")):
            end.write(line.encode(encoding if number == 0 else UNMARKED.get(encoding, encoding)))
            assert lines.readline() == line


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_plain_lines_and_journals_come_in_any_encoding(encoding: str, folder: Path, run: Run) -> None:
    home = ["--home", str(folder / "home"), "--lang", "zh"]
    with_ = Streams("ascii", "f 换一个例子 ✓\nq\n".encode(encoding))
    assert run([*home, "study", "f-uni", "--plain"], with_) == 0
    with ops_trainer.open(folder / "home") as trainer:
        assert list(trainer.export_journal())[-1]["data"] == {"remark": "换一个例子 ✓"}
    journal = (folder / "journal.jsonl").read_text(encoding="utf-8")
    (folder / "other.jsonl").write_bytes(journal.encode(encoding))
    for given, typed in (("-", journal.encode(encoding)), (str(folder / "other.jsonl"), b"")):
        other = ["--home", str(folder / f"other{len(given)}"), "--lang", "en", "journal", "import", given]
        with_ = Streams("cp1252", typed)
        assert run(other, with_) == 0
        assert with_.text("utf-8")[0] == "2 new events.\r\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_decks_come_in_any_encoding_and_keep_it(encoding: str, tmp_path: Path, run: Run, one_deck: Path) -> None:
    own = tmp_path / "decks"
    own.mkdir()
    text = one_deck.read_text(encoding="utf-8").replace("运营", "运营𠮷😀")
    for name, said in (("d.yaml", text), ("wrong.yaml", text.replace("kind:", "类型:", 3))):
        (own / name).write_bytes(said.encode(encoding))
        reading = read_deck(own / name)
        plain = parse_deck(said.encode(), str(own / name))
        assert (reading.deck is None) == (name == "wrong.yaml")
        assert (reading.deck, reading.places) == (plain.deck, plain.places)
        assert [one.in_lang("en") for one in reading.problems] == [one.in_lang("en") for one in plain.problems]
    with_ = Streams("ascii")
    given = str(own / "d.yaml")
    assert run(["--home", str(tmp_path / "home"), "--lang", "en", "decks", "add", given], with_) == 2
    (own / "d.yaml").write_bytes(DECK.encode(encoding))
    assert run(["--home", str(tmp_path / "home"), "--lang", "en", "decks", "add", given], with_) == 0
    assert (tmp_path / "home" / "decks" / "f-uni.yaml").read_bytes() == DECK.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_homes_journal_is_read_in_the_encoding_that_an_editor_gave_it(encoding: str, folder: Path) -> None:
    def lost() -> None:
        shutil.rmtree(home / "backups")
        (home / "trainer.db").unlink()

    home = folder / "home"
    (journal,) = (home / "journal").rglob("*.jsonl")
    with ops_trainer.open(home) as trainer:
        known = list(trainer.export_journal())
    journal.write_bytes(journal.read_text(encoding="utf-8").encode(encoding))
    lost()
    with ops_trainer.open(home) as trainer:
        assert list(trainer.export_journal()) == known
        trainer.flag("f-uni/b/answer", "又一个 ✓")
        known = list(trainer.export_journal())
    lost()
    with ops_trainer.open(home) as trainer:
        found = list(trainer.export_journal())
        assert sorted(str(event["id"]) for event in found) == sorted(str(event["id"]) for event in known)
        assert "又一个 ✓" in json.dumps(found, ensure_ascii=False)
