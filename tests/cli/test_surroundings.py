"""What the program takes from the machine: its language where no variable names one, and how it was started."""

from __future__ import annotations

import builtins
import os
import plistlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ops_trainer.cli import EVERYWHERE, everywhere_first
from ops_trainer.content.questions import fold
from ops_trainer.locale import from_environment
from tests.known_commands import commands


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_TW"}, "zh"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_variables_of_posix_name_the_language(variables: dict[str, str], lang: str) -> None:
    assert from_environment(variables) == lang


@pytest.mark.parametrize(("code", "lang"), [(0x0804, "zh"), (0x0C04, "zh"), (0x0409, "en"), (0x9999, "en")])
def test_where_none_is_set_windows_is_asked(monkeypatch: pytest.MonkeyPatch, code: int, lang: str) -> None:
    import ctypes

    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: code)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert from_environment({}) == lang
    assert from_environment({"LANG": "en_US"}) == "en"


@pytest.mark.parametrize(
    ("kept", "lang"),
    [
        (plistlib.dumps({"AppleLanguages": ["zh-Hans-CN", "en-CN"]}), "zh"),
        (plistlib.dumps({"AppleLanguages": ["en-GB", "zh-Hans-GB"]}), "en"),
        (plistlib.dumps({"AppleLanguages": []}), "en"),
        (plistlib.dumps({}), "en"),
        (b"no plist", "en"),
        (None, "en"),
    ],
)
def test_where_none_is_set_macos_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: bytes | None, lang: str
) -> None:
    if kept is not None:
        folder = tmp_path / "Library" / "Preferences"
        folder.mkdir(parents=True)
        (folder / ".GlobalPreferences.plist").write_bytes(kept)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert from_environment({"LC_ALL": "C.UTF-8"}) == lang


@pytest.mark.parametrize(
    ("depth", "command"), [("1", ": uv run ops-trainer folder "), ("", ": python3 -m ops_trainer folder ")]
)
def test_commands_stand_as_they_can_be_typed(tmp_path: Path, depth: str, command: str) -> None:
    surroundings = {**os.environ, **({"UV_RUN_RECURSION_DEPTH": depth} if depth else {})}
    words = [sys.executable, "-m", "ops_trainer", "--home", str(tmp_path / "home"), "--lang", "en", "folder"]
    printed = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=True).stdout
    assert command in printed.replace("py -m", "python3 -m")


def test_without_opencc_all_but_the_scripts_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "opencc":
            raise ImportError(name)
        return imported(name, *rest, **more)

    fold._converter.cache_clear()
    fold.fold.cache_clear()
    try:
        monkeypatch.setattr(builtins, "__import__", without)
        assert fold.fold("ＤＡＵ，日活！") == "dau日活"
        assert fold.simplified("數據") == "數據"
    finally:
        monkeypatch.undo()
        fold._converter.cache_clear()
        fold.fold.cache_clear()
    assert fold.simplified("數據") == "数据"


@pytest.mark.parametrize(
    ("typed", "ordered"),
    [
        ("help study --lang en", "--lang en help study"),
        ("decks list --home=x --json", "--home=x decks list --json"),
        ("stats --learner Mei --lang zh", "--learner Mei --lang zh stats"),
        ("quiz --", "quiz --"),
        ("decks add -- --lang", "decks add -- --lang"),
        ("stats --lang", "--lang stats"),
    ],
)
def test_what_every_command_takes_may_stand_anywhere(typed: str, ordered: str) -> None:
    assert everywhere_first(typed.split()) == ordered.split()


def test_no_command_has_an_option_of_such_a_name() -> None:
    assert [name for name, options in commands() if name and set(options) & set(EVERYWHERE)] == []
