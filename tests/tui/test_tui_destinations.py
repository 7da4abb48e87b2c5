"""Every command that opens the app ends up where it said, whether or not this home has seen the welcome."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import ops_trainer.cli
from ops_trainer.cli import main
from tests.tui.hosting import Network, ask

# The words of a command, the screen it leads to, and whether a learner who is new here is welcomed first.
COMMANDS = {
    "": (None, True),
    "study": ("Study", True),
    "study second": ("Study", True),
    "quiz": ("QuizSetup", True),
    "quiz second --count 3 --scope all": ("QuizSetup", True),
    "quiz second --scope all --type typed --count 1": ("QuizPlay", True),
    "quiz --placement": ("QuizPlay", True),
    "decks edit mine": ("Deck", True),
    "decks edit mine/a": ("NoteForm", True),
    "workshop host second": ("Host", False),
    "workshop host second --local": ("HotSeat", False),
}
CALLERS = {"authoring", "commands", "quiz", "workshop"}


@pytest.fixture
def start_of(monkeypatch: pytest.MonkeyPatch, home: Path) -> Any:
    """Where a command line starts the app."""
    mine = home / "decks" / "mine.yaml"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("id: mine\ntitle: m\nnotes:\n  - {id: a, kind: qa, front: x, back: y}\n")

    def run(words: str) -> Any:
        given: dict[str, Any] = {}
        with monkeypatch.context() as patched:
            patched.setattr("sys.stdin.isatty", lambda: True)
            patched.setattr("sys.stdout.isatty", lambda: True)
            patched.setattr("ops_trainer.tui.shell.app.run", lambda *_, **more: given.update(more) or 0)
            assert main(["--home", str(home), *words.split()]) == 0
        return given["start"]

    return run


@pytest.mark.parametrize(
    "way", ["known", *(pytest.param(way, marks=pytest.mark.soak(only=True)) for way in ("finished", "put off"))]
)
@pytest.mark.parametrize("words", COMMANDS)
async def test_a_command_ends_up_where_it_said(
    start_of: Any, sit: Any, request: Any, monkeypatch: pytest.MonkeyPatch, words: str, way: str
) -> None:
    if way == "known":
        request.getfixturevalue("learner")
    ask(monkeypatch)
    place, welcomed = COMMANDS[words]
    async with sit(start=start_of(words), serve=Network().serve) as seat:
        if way != "known" and welcomed:
            assert seat.place == "Welcome"
            await seat.press(*("escape",) if way == "put off" else ("1", "3", "1"))
        assert seat.place == (place or ("Study" if way == "finished" else "Home"))
        if words.startswith(("study second", "quiz second")) and place != "QuizPlay":
            screen = seat.app.screen
            assert tuple(screen.decks if place == "Study" else screen.options.decks) == ("second",)
        assert seat.app.trainer.settings.welcomed is (way == "known" or (welcomed and way == "finished"))


async def test_back_from_the_destination_is_home_and_what_was_put_off_is_asked_next_time(sit: Any, decks: Any) -> None:
    async with sit(start=("quiz", {"decks": ()})) as seat:
        await seat.press("escape")
        assert seat.place == "QuizSetup"
        await seat.press("escape")
        assert seat.place == "Home"
    async with sit() as seat:
        assert seat.place == "Welcome"


def test_no_other_command_opens_the_app() -> None:
    """A new one belongs into the table above."""
    folder = Path(ops_trainer.cli.__file__).parent
    calling, running = set(), set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "open_app" in ast.unparse(node.func):
                calling.add(file.stem)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ops_trainer.tui.shell.app"):
                running.add(file.stem)
    assert calling == CALLERS
    assert running == {"frame"}
