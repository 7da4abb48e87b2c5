"""The shell: palette, language, looks, keys, errors, and how the app starts."""

from __future__ import annotations

import gc
import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from textual.color import Color

from ops_trainer.locale import LANGS, say
from ops_trainer.tui.settings.keys import KeyLine, all_keys
from ops_trainer.tui.shell.app import Look, TrainerApp, collect_again, keep_look, last_look, theme_name
from ops_trainer.tui.shell.keymap import named
from ops_trainer.tui.shell.theme import DARK, LIGHT


async def test_the_palette_finds_by_any_word_and_runs(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("ctrl+p")
        assert seat.place == "Palette"
        for char in "主页":
            seat.send(char)
        await seat.settle()
        assert [command.title for command in seat.app.screen.found] == ["主页"]
        await seat.press("escape", "d", "ctrl+p", *"yyy")
        assert "没有叫这个名字的功能" in seat.text
        await seat.press("enter")
        assert seat.place == "Palette"
        await seat.press("escape")
        assert seat.place == "Deck"


async def test_the_palette_offers_what_the_screen_offers(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("d", "ctrl+p", "enter")
        assert seat.place == "Study", "the first command of the deck screen is to study it"
        await seat.press("ctrl+p", "down", "down", "up")
        assert seat.app.screen.query_one("#found").highlighted == 1
        titles = [command.title for command in seat.app.screen.found]
        assert len(titles) == len(set(titles))
        await seat.click("#found", offset=(3, 0))
        assert seat.place in ("Study", "Deck", "Lesson")


async def test_language_and_looks_change_while_running(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("ctrl+p", *"en", "backspace", "backspace")
        await run(seat, "app.other_lang")
        assert "cards today" in seat.text
        assert seat.app.trainer.settings.language == "en"
        assert seat.app.focused is seat.app.screen.query_one("#start")
        await seat.press("ctrl+p")
        await run(seat, "app.other_look")
        assert seat.app.theme == LIGHT.name
        assert seat.app.trainer.settings.theme == "light"


async def run(seat: Any, key: str) -> None:
    """Choose a command of the open palette by its catalogue key."""
    title = seat.app.say(key)
    place = [command.title for command in seat.app.screen.found].index(title)
    seat.app.screen.dismiss(seat.app.screen.found[place])
    await seat.settle()


async def test_lang_option_goes_before_the_setting(sit: Any, learner: Any) -> None:
    async with sit(lang="en") as seat:
        assert "cards today" in seat.text
    async with sit() as seat:
        assert "今天" in seat.text


async def test_ctrl_c_says_how_to_quit_and_q_and_ctrl_q_do(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("ctrl+c")
        assert "Ctrl+Q" in seat.lines[0]
        await seat.press("ctrl+q")
        assert seat.app._exit
    async with sit() as seat:
        await seat.press("q")
        assert seat.app._exit


async def test_a_fault_of_the_program_is_said_without_a_traceback(sit: Any, learner: Any) -> None:
    def fail(_: Any) -> None:
        raise ValueError("[b]odd[/b]")

    async with sit() as seat:
        seat.app.screen.ask(fail)
        await seat.settle()
        assert "ValueError: [b]odd[/b]" in seat.notice
        assert "程序出错了" in seat.text


async def test_the_next_start_paints_the_language_and_look_of_the_last(sit: Any, learner: Any, home: Path) -> None:
    learner.change(theme="light", language="zh")
    async with sit():
        pass
    app = TrainerApp(home)
    assert (app.lang, app.theme) == ("zh", LIGHT.name)


def test_a_spoilt_look_is_no_look(home: Path) -> None:
    home.mkdir()
    keep_look(home, Look("zh", "light"))
    assert last_look(home) == Look("zh", "light")
    for said in ("", "[]", '{"lang": "xx"}', '{"theme": 1}', "\x00"):
        (home / "look.json").write_text(said)
        assert last_look(home) == Look()
    assert last_look(home / "nowhere") == Look()


def test_look_follows_the_same_home_as_the_trainer(
    learner: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_look(learner.home, Look("zh", "light"))
    assert last_look(home) == Look("zh", "light")
    monkeypatch.setenv("OPS_TRAINER_HOME", str(home))
    assert last_look(None) == Look("zh", "light")
    assert last_look(tmp_path) == Look()


# colours


def contrast(one: str, other: str) -> float:
    """Contrast by WCAG 2, section 1.4.3."""

    def light(color: str) -> float:
        parts = [value / 255 for value in Color.parse(color).rgb]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_every_text_can_be_read(theme: Any) -> None:
    grounds = [theme.background, theme.surface, theme.panel, theme.variables["block-cursor-blurred-background"]]
    texts = ["text", "text-muted", "text-disabled", "text-primary", "text-success", "text-warning", "text-error"]
    pairs = [(theme.variables[text], ground) for text in texts for ground in grounds]
    pairs += [(colour, ground) for colour in (theme.accent, theme.success, theme.error) for ground in grounds]
    cursor = theme.variables["block-cursor-background"]
    pairs += [(theme.variables["block-cursor-foreground"], cursor), (theme.background, theme.primary)]
    weak = [(one, other, round(contrast(one, other), 2)) for one, other in pairs if contrast(one, other) < 4.5]
    assert not weak


def test_auto_asks_the_terminal_where_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert theme_name("auto") == DARK.name
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert theme_name("auto") == LIGHT.name
    assert theme_name("dark") == DARK.name


async def test_no_color_leaves_only_greys_and_says_the_same(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit() as seat:
        plain = seat.text
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit() as seat:
        assert seat.text == plain
        from textual.filter import Monochrome

        assert any(isinstance(line_filter, Monochrome) for line_filter in seat.app._filters)


# keys


def screens_keys() -> list[KeyLine]:
    return list(all_keys())


def test_every_binding_has_an_id_of_its_own_a_label_and_a_tooltip() -> None:
    from ops_trainer.tui.shell.app import SCREENS, screen_class

    ids = [line.id for line in screens_keys()]
    assert len(ids) == len(set(ids))
    for name in SCREENS:
        for binding in screen_class(name).__dict__.get("BINDINGS", ()):
            assert binding.id, (name, binding)
    for line in screens_keys():
        for lang in LANGS:
            assert say(line.says, lang)
            assert say(line.tip, lang)


def test_no_key_needs_more_than_a_plain_terminal() -> None:
    """Without the Kitty protocol ctrl+enter, shift+letter, ctrl+digit and the like don't arrive."""
    for line in screens_keys():
        for key in line.keys.split(","):
            *modifiers, last = key.strip().split("+")
            assert modifiers in ([], ["ctrl"]), line
            if modifiers:
                assert len(last) == 1, line
                assert last.isalpha(), line
                assert last not in "hijm[", f"{line}: arrives as backspace, tab, enter or escape"


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("space", "空格", "space"),
        ("question_mark", "?", "?"),
        ("ctrl+p", "^p", "^p"),
        ("down", "↓", "↓"),
        ("f5", "F5", "F5"),
    ],
)
def test_keys_are_called_by_their_names(key: str, zh: str, en: str) -> None:
    assert (named(key, "zh"), named(key, "en")) == (zh, en)


# starting


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ([], {}),
        (["--home", "h", "--lang=zh"], {"home": "h", "lang": "zh"}),
        (["--learner", "mei"], {"learner": "mei"}),
        (["study"], None),
        (["--home"], None),
        (["--lang", "fr"], None),
        (["--version", "x"], None),
        (["--help"], None),
    ],
)
def test_which_command_lines_open_the_app(words: list[str], options: dict[str, str] | None) -> None:
    from ops_trainer.__main__ import app_options

    assert app_options(words) == options


def test_the_kitty_mode_is_off_unless_one_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from ops_trainer import __main__

    seen: dict[str, Any] = {}
    monkeypatch.setattr("ops_trainer.tui.shell.app.run", lambda home, **rest: seen.update(home=home, **rest) or 0)
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "argv", ["ops-trainer", "--home", "h", "--lang", "zh"])
    monkeypatch.delenv("TEXTUAL_DISABLE_KITTY_KEY", raising=False)
    assert __main__.main() == 0
    assert os.environ["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert (seen["home"], seen["lang"]) == ("h", "zh")
    monkeypatch.setenv("TEXTUAL_DISABLE_KITTY_KEY", "0")
    __main__.main()
    assert os.environ["TEXTUAL_DISABLE_KITTY_KEY"] == "0"
    assert not gc.isenabled(), "nothing is collected while the app is loaded"
    collect_again()
    assert gc.isenabled()


def test_without_a_terminal_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    from ops_trainer import __main__

    monkeypatch.setattr(sys, "argv", ["ops-trainer"])
    assert __main__.main() == 2
    said = capsys.readouterr()
    assert "not a terminal" in said.err
    assert said.out == ""


def test_the_look_file_holds_nothing_else(home: Path) -> None:
    home.mkdir()
    keep_look(home, Look("en", "auto"))
    assert json.loads((home / "look.json").read_text()) == {"lang": "en", "theme": "auto"}
    assert all(one != other for one, other in pairwise(sorted(os.listdir(home))))


async def test_a_notice_is_whole_and_closes_by_a_click_and_in_time(sit: Any, learner: Any, clock: Any) -> None:
    from tests.tui.cuts import cuts

    async with sit(60, 20) as seat:
        seat.app.notify("把这行字发给维护的人，一个字也不能少。" * 4, title="操作失败", severity="error")
        await seat.settle()
        assert "操作失败" in seat.text
        assert "".join(line.strip(" ▌") for line in seat.lines).count("一个字也不能少") == 4
        assert not cuts(seat.app.screen)
        await seat.press("d")
        assert seat.notice, "it goes along to the next screen"
        await seat.click("Notice")
        assert not seat.notice
        seat.app.notify("x", timeout=5)
        await seat.settle()
        assert seat.notice
        clock.forward(seconds=6)
        await seat.press("escape")
        assert not seat.notice


async def test_the_mouse_over_a_key_says_what_it_does(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        from ops_trainer.tui.widgets.frame import KeyLink

        await seat.hover(list(seat.app.screen.query(KeyLink))[1])
        assert "打开选中的卡组" in seat.lines[0]
        await seat.hover("#decks")
        assert "打开选中的卡组" not in seat.lines[0]


async def test_a_key_that_changes_under_the_mouse_says_what_it_does_now(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        from ops_trainer.tui.widgets.frame import KeyLink

        links = list(seat.app.screen.query(KeyLink))
        await seat.hover(links[0])
        links[0].show(links[0].shortcut._replace(does="另一件", tip="另一件要做的事"))
        await seat.settle()
        assert "另一件要做的事" in seat.lines[0]
        assert "另一件" in seat.lines[-1] + seat.lines[-2]
        await links[0].remove()
        await seat.settle()
        assert "另一件要做的事" not in seat.lines[0]
