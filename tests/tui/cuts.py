"""Finds text on a screen that can't be read whole: cut at the side, below, or in the middle of a wide character."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from textual.content import Content
from textual.screen import Screen
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList

from ops_trainer.tui.widgets.text import Fluid


def cuts(screen: Screen[Any]) -> list[str]:
    """What is cut on a screen, a line each; empty when all is well."""
    return [found for widget in _shown(screen) for found in _cut(screen, widget)]


def _shown(screen: Screen[Any]) -> Iterator[Widget]:
    for widget in screen.walk_children():
        if isinstance(widget, Widget) and not widget.has_class("-textual-system"):
            nodes = [node for node in widget.ancestors_with_self if isinstance(node, Widget)]
            if all(node.display and node.visible for node in nodes):
                yield widget


def _cut(screen: Screen[Any], widget: Widget) -> Iterator[str]:
    if widget.query_children():
        return
    name = f"{type(widget).__name__}#{widget.id or ''}"
    width, height = widget.content_size
    content = _plain(widget, width)
    if not content.strip():
        return
    if not width or not height:
        yield f"{name} has no room for {content[:30]!r}"
        return
    if isinstance(widget, Input):
        if cell_len(widget.placeholder) >= width:
            yield f"{name}: the placeholder is wider than {width}"
        return
    for line in content.split("\n"):
        if cell_len(line) > width:
            yield f"{name}: {line!r} is wider than {width}"
    if not isinstance(widget, OptionList) and content.count("\n") + 1 > height:
        yield f"{name}: {content.count(chr(10)) + 1} lines in {height}"
    yield from _out_of_sight(screen, widget, name)


def _plain(widget: Widget, width: int) -> str:
    """What a widget draws at a width, as text with its lines broken."""
    if isinstance(widget, OptionList):
        inner = widget.scrollable_content_region.width - widget._get_left_gutter_width() - 2
        return "\n".join(_lines(widget._get_visual(option), inner, widget) for option in widget.options)
    if isinstance(widget, Button):
        return str(widget.label)
    if isinstance(widget, Input):
        return widget.value or widget.placeholder
    visual = widget._render()
    return _lines(visual, width, widget) if isinstance(visual, Visual) else ""


def _lines(visual: Visual, width: int, widget: Widget) -> str:
    if isinstance(visual, Fluid):
        return visual._build(max(width, 1)).plain
    if isinstance(visual, Content):
        nowrap = widget.styles.text_wrap == "nowrap"
        return visual.plain if nowrap else "\n".join(line.plain for line in visual.wrap(max(width, 1)))
    return ""


def _out_of_sight(screen: Screen[Any], widget: Widget, name: str) -> Iterator[str]:
    """Whether part of the widget lies outside of what holds it, where one can't scroll to it."""
    ancestors = [node for node in widget.ancestors if isinstance(node, Widget)]
    scrolls = any(node.allow_vertical_scroll or node.styles.overflow_y in ("auto", "scroll") for node in ancestors[:-1])
    for node in ancestors:
        region = node.region if isinstance(node, Screen) else node.content_region
        inside = region.x <= widget.region.x and widget.region.right <= region.right
        if not inside:
            yield f"{name} reaches beyond the side of {type(node).__name__}#{node.id}"
        if not scrolls and not (region.y <= widget.region.y and widget.region.bottom <= region.bottom):
            yield f"{name} reaches beyond the top or bottom of {type(node).__name__}#{node.id}"
