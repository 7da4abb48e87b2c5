"""Settings and keys: each by key and by mouse, at once, and what can't be had is told."""

from __future__ import annotations

from dataclasses import field, make_dataclass
from typing import Any

import pytest
from textual.widgets import Input

from ops_trainer.locale import LANGS, catalogue, say
from ops_trainer.trainer import context as context_module
from ops_trainer.trainer.settings import AUTO, SCHEMA, Kind, Setting, Settings, shown_settings
from ops_trainer.tui.settings.keys import all_keys, keys_of, taken, together, with_key
from ops_trainer.tui.shell.theme import LIGHT


def row_of(seat: Any, name: str) -> int:
    """The row of a setting or binding in the list in front."""
    listed = seat.app.screen.query_one("PickList")
    return [option.id for option in listed.options].index(name)


async def go_to(seat: Any, name: str) -> None:
    """Stand on a row."""
    seat.app.screen.query_one("PickList").highlighted = row_of(seat, name)
    await seat.settle()


async def test_every_setting_is_there_with_its_meaning_and_default(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("comma")
        assert seat.place == "Settings"
        for setting in shown_settings():
            await go_to(seat, setting.key)
            assert "".join(seat.app.say(f"setting.{setting.key}_help").split())[:20] in "".join(seat.text.split())
            assert "默认：" in seat.text
        assert "学习者：me" in seat.text


@pytest.mark.parametrize("lang", LANGS)
def test_every_setting_has_its_texts(lang: Any) -> None:
    for setting in shown_settings():
        assert len(setting.text_keys()) >= 3
        for key in setting.text_keys():
            assert say(key, lang)


# A setting of every kind, a value for it, and how that is typed.
MADE_UP = [
    (Setting("made_up_word", "b", Kind.CHOICE, choices=("a", "b", "")), "", "3"),
    (Setting("made_up_switch", False, Kind.CHOICE, choices=(False, True)), True, "2"),
    (Setting("made_up_number", 20, Kind.NUMBER, low=0, high=70, step=5), 40, "40"),
    (Setting("made_up_share", 0.5, Kind.SHARE, low=0.2, high=0.8, step=0.05), 0.75, "75%"),
    (Setting("made_up_hour", 7, Kind.HOUR, low=0, high=23), 9, "9"),
]


async def test_a_setting_needs_only_its_declaration_and_its_texts(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = [(setting.key, Any, field(default=setting.default)) for setting, _, _ in MADE_UP]
    declared = make_dataclass("Declared", fields, bases=(Settings,), frozen=True, kw_only=True)
    monkeypatch.setattr(context_module, "Settings", declared)
    for setting, _, _ in MADE_UP:
        monkeypatch.setitem(SCHEMA, setting.key, setting)
        for key in setting.text_keys():
            monkeypatch.setitem(catalogue("setting", "zh"), key.partition(".")[2], f"{key.partition('.')[2]} {{n}}")
    stepped = {}
    async with sit() as seat:

        def value() -> Any:
            return getattr(seat.app.trainer.settings, setting.key)

        await seat.press("comma")
        for setting, wanted, typed in MADE_UP:
            await go_to(seat, setting.key)
            await seat.press("enter", *([typed] if setting.choices else ["ctrl+u", *typed, "enter"]))
            assert value() == wanted, setting
            await seat.press("left", "right")
            assert value() == wanted, f"{setting}: a step back and one on"
            await seat.press("d")
            assert value() == setting.default, setting
            await seat.press("right")
            stepped[setting.key] = value()
            assert value() == setting.checked(value()) != setting.default, setting
        await seat.press("escape", "ctrl+p", *"made")
        assert seat.place == "Palette"
        assert all(key in seat.text for key in stepped)
    async with sit() as seat:
        assert {key: getattr(seat.app.trainer.settings, key) for key in stepped} == stepped


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DATA])
def test_a_declaration_that_lacks_something_is_refused(kind: Kind) -> None:
    with pytest.raises(ValueError, match="made_up"):
        Setting("made_up", 1, kind)


async def test_choices_take_effect_at_once(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("comma")
        await go_to(seat, "theme")
        await seat.press("enter")
        assert seat.place == "Choose"
        await seat.press("2")
        assert seat.app.theme == LIGHT.name
        await go_to(seat, "language")
        await seat.press("right")
        assert "Settings" in seat.lines[0]
        assert seat.app.trainer.settings.language == "en"
        await go_to(seat, "buttons")
        await seat.press("space", "down", "enter")
        assert seat.app.trainer.settings.buttons == 4
        await seat.press("escape", "space", "space")
        for says in ("hard", "easy"):
            assert say(f"study.{says}", "en") in seat.text


async def test_lang_option_gives_way_to_a_choice_made_here(sit: Any, learner: Any) -> None:
    async with sit(lang="zh") as seat:
        await seat.press("comma", "enter", "3")
        assert seat.app.trainer.settings.language == "en"
        assert "Settings" in seat.lines[0]


@pytest.mark.soak(only=True)
async def test_numbers_step_by_arrows_and_stop_at_their_bounds(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("comma")
        await go_to(seat, "minutes")
        await seat.press("right")
        assert seat.app.trainer.settings.minutes == 15
        await go_to(seat, "new_limit")
        assert "看时间" in seat.text
        for key, limit in (("right", 0), ("right", 1), ("left", 0), ("left", AUTO), ("left", AUTO)):
            await seat.press(key)
            assert seat.app.trainer.settings.new_limit == limit
        await go_to(seat, "rollover")
        await seat.press(*["left"] * 6)
        assert seat.app.trainer.settings.rollover == 0
        assert "00:00" in seat.text
        await seat.press("d")
        assert seat.app.trainer.settings.rollover == 4
        assert "恢复默认" not in seat.lines[-1]


async def test_a_number_is_typed_and_a_wrong_one_is_refused_with_its_bounds(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("comma")
        await go_to(seat, "retention")
        await seat.press("enter", "ctrl+u", *"95%", "enter")
        assert seat.app.trainer.settings.retention == 0.95
        for wrong in ("12", "0.2", "xyz"):
            await seat.press("enter", "ctrl+u", *wrong, "enter")
            assert seat.place == "Number"
            assert seat.notice
            await seat.press("escape")
            seat.app.announcement = None
        assert seat.app.trainer.settings.retention == 0.95


async def test_settings_by_mouse_alone(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.click_key("设置")
        place = row_of(seat, "new_limit")
        await seat.click("#settings", offset=(3, place))
        assert seat.app.screen.at == "new_limit"
        await seat.click("#settings", offset=(3, place))
        assert seat.place == "Number"
        seat.app.screen.query_one(Input).value = "３０"
        await seat.click("#save")
        assert seat.app.trainer.settings.new_limit == 30
        await seat.click_key("减")
        assert seat.app.trainer.settings.new_limit == 29


@pytest.mark.parametrize("by", [1, -1])
def test_every_step_is_one_that_the_setting_takes(by: int) -> None:
    for setting in shown_settings():
        value, seen = setting.default, 0
        while (wanted := setting.stepped(value, by)) not in (value, setting.default) and seen < 600:
            value, seen = setting.checked(wanted), seen + 1
        assert setting.choices or setting.kind is Kind.TEXT or value in (setting.low, setting.high)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("retention", "93", 0.93), ("retention", "0.93", 0.93), ("retention", "93％", 0.93), ("minutes", " 25 ", 25)],
)
def test_numbers_as_people_write_them(name: str, typed: str, value: float) -> None:
    assert SCHEMA[name].read(typed) == value


# keys


async def give(seat: Any, id: str, pressed: str) -> None:
    """Give a binding a key, on the list of keys."""
    await go_to(seat, id)
    await seat.press("enter")
    assert seat.place == "Catch"
    await seat.press(pressed)


async def test_a_key_is_given_counts_at_once_and_is_kept(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("comma", "k")
        assert seat.place == "KeyList"
        await give(seat, "home.stats", "y")
        assert seat.app.trainer.settings.keys == {"home.stats": "y"}
        await go_to(seat, "home.browse")
        await seat.press("+", "v")
        await seat.press("escape", "escape")
        assert " y 统计" in seat.text
        await seat.press("t")
        assert seat.place == "Home", "the old key is free"
        await seat.press("y")
        assert seat.place == "Stats"
        await seat.press("escape", "v")
        assert seat.place == "Browse"
        await seat.press("escape", "b")
        assert seat.place == "Browse", "an added key leaves the old ones"
    async with sit() as seat:
        await seat.press("y")
        assert seat.place == "Stats"


@pytest.mark.soak(only=True)
async def test_a_key_that_is_taken_or_needed_is_refused_and_said(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("comma", "k")
        await give(seat, "home.stats", "d")
        assert "d 已经用来“卡组”（主页）" in seat.notice
        await give(seat, "home.stats", "?")
        assert "任何地方" in seat.notice
        await give(seat, "home.stats", "down")
        assert "用来移动" in seat.notice
        await seat.press("enter", "escape")
        assert seat.place == "KeyList"
        assert seat.app.trainer.settings.keys == {}
        await give(seat, "home.stats", "r")
        assert seat.app.trainer.settings.keys == {"home.stats": "r"}, "r does something else only elsewhere"


@pytest.mark.soak(only=True)
async def test_keys_are_set_back_one_by_one_and_all_at_once(sit: Any, learner: Any) -> None:
    learner.change(keys={"home.stats": "y", "home.deck": "t"})
    async with sit() as seat:
        await seat.press("comma", "k")
        assert "恢复这个" not in seat.text
        await go_to(seat, "home.stats")
        await seat.press("d")
        assert "t 已经用来“卡组”" in seat.notice, "its own key was given away meanwhile"
        await go_to(seat, "home.deck")
        await seat.press("d")
        assert seat.app.trainer.settings.keys == {"home.stats": "y"}
        await seat.press("ctrl+r")
        assert seat.app.trainer.settings.keys == {}
        assert "全部恢复" not in seat.text


def test_no_two_defaults_that_count_together_share_a_key() -> None:
    lines = {line.id: line for line in all_keys()}
    double = {
        (one, other)
        for ids in together()
        for one in ids
        for other in ids
        if one < other and set(keys_of(lines[one], {})) & set(keys_of(lines[other], {}))
    }
    # a screen's own way back stands before the general one; the welcome shows one of its two at a time, and of a quiz's
    # two one counts before the answer and the other after it
    double = {pair for pair in double if "app.back" not in pair and "app.close" not in pair}
    assert double <= {("welcome.back", "welcome.later"), ("quiz.lesson", "quiz.pass")}


def test_a_default_needs_no_entry_and_others_keep_theirs() -> None:
    line = next(line for line in all_keys() if line.id == "home.browse")
    changed = with_key({"home.stats": "y"}, line, ["v"])
    assert changed == {"home.stats": "y", "home.browse": "v"}
    assert with_key(changed, line, ["b", "slash", "4"]) == {"home.stats": "y"}
    assert taken("home.browse", "t", {}) is not None
    assert taken("home.browse", "t", {"home.stats": "y"}) is None
