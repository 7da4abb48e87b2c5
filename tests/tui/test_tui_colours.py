"""The themes in a terminal of 256 colours: greys stay grey, hues stay hues, and all of it can be read."""

from __future__ import annotations

import colorsys
from typing import Any

import pytest
from rich.color import Color, ColorSystem
from textual.theme import Theme

from ops_trainer.tui.shell.theme import THEMES
from tests.tui.seat import Seat
from tests.tui.test_tui_layout import second_tour, tour

GROUNDS = ("background", "surface", "panel")
NEUTRAL = (*GROUNDS, "foreground", "secondary", "text", "text-muted", "text-disabled", "border-blurred", "scrollbar",
           "scrollbar-hover", "scrollbar-background", "block-hover-background", "block-cursor-blurred-background",
           "block-cursor-blurred-foreground", "button-foreground")  # fmt: skip
HUED = ("primary", "accent", "success", "warning", "error", "block-cursor-background", "border", "link-color")
GREYISH = 14  # between the parts of a colour that is meant to be grey, at most
TEXTS = ("text", "text-muted", "text-disabled", "primary", "accent", "success", "warning", "error")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((text, "block-cursor-background") for text in ("block-cursor-foreground", *TEXTS)),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("link-color-hover", "link-background-hover"),
    ("background", "primary"),
]


def named(theme: Theme, name: str) -> str:
    return theme.variables.get(name) or str(getattr(theme, name.replace("-", "_")))


def shown(theme: Theme, name: str) -> tuple[int, int, int]:
    return tuple(Color.parse(named(theme, name)).downgrade(ColorSystem.EIGHT_BIT).get_truecolor())  # type: ignore[return-value]


def hue(colour: tuple[int, int, int]) -> float:
    return colorsys.rgb_to_hls(*(part / 255 for part in colour))[0] * 360


def luminance(colour: tuple[int, int, int]) -> float:
    parts = (part / 255 for part in colour)
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("name", NEUTRAL)
def test_what_is_neutral_stays_grey(theme: Theme, name: str) -> None:
    colour = shown(theme, name)
    assert max(colour) == min(colour), (named(theme, name), colour)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("name", HUED)
def test_what_has_a_hue_keeps_it(theme: Theme, name: str) -> None:
    colour = shown(theme, name)
    assert max(colour) - min(colour) >= 40, (named(theme, name), colour)
    meant = tuple(Color.parse(named(theme, name)).get_truecolor())
    away = abs(hue(colour) - hue(meant))  # type: ignore[arg-type]
    assert min(away, 360 - away) <= 25, (named(theme, name), colour)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_all_can_be_read(theme: Theme, text: str, ground: str) -> None:
    assert contrast(shown(theme, text), shown(theme, ground)) >= 4.5
    exact = [tuple(Color.parse(named(theme, name)).get_truecolor()) for name in (text, ground)]
    assert contrast(*exact) >= 4.5  # type: ignore[arg-type]


def unreadable(seat: Seat) -> set[str]:
    """What stands on the screen in colours that 256 don't keep apart, and greys that they tint."""
    found = set()
    for segment in (one for strip in seat.app.screen._compositor.render_strips(seat.app.size) for one in strip):
        pair = (segment.style.color, segment.style.bgcolor) if segment.style else (None, None)
        text, ground = (one and one.triplet for one in pair)
        if text is None or ground is None or not segment.text.strip():
            continue
        near = [
            tuple(Color.from_triplet(one).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()) for one in (text, ground)
        ]
        for meant, is_shown in zip((text, ground), near, strict=True):
            if max(meant) - min(meant) <= GREYISH and max(is_shown) > min(is_shown):
                found.add(f"{meant.hex} is tinted: {segment.text.strip()}")
        if any(map(str.isalnum, segment.text)) and contrast(*near) < 4.5:  # type: ignore[arg-type]
            found.add(f"{text.hex} on {ground.hex}: {segment.text.strip()}")
    return found


@pytest.mark.soak(only=True)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("way", [tour, second_tour])
async def test_every_screen_can_be_read(sit: Any, learner: Any, theme: str, way: Any) -> None:
    learner.change(theme=theme)
    found: dict[str, set[str]] = {}
    async with sit() as seat:
        async for name in way(seat):
            if not seat.app.screen.is_modal and (wrong := unreadable(seat)):  # what lies behind a dialog is dimmed
                found[name] = wrong
    assert found == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_bars_and_the_selection_stand_out(theme: Theme) -> None:
    ground = shown(theme, "background")
    assert len({shown(theme, name) for name in GROUNDS}) == 3
    assert shown(theme, "block-cursor-background") not in (ground, shown(theme, "surface"), shown(theme, "panel"))
    assert shown(theme, "block-hover-background") != ground
