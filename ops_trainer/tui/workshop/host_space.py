"""The room on the screen, and the parts that all phases draw with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.questions.types.base import letter, shape
from ops_trainer.content.text import Text
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.tui.widgets.text import fit, wrapped
from ops_trainer.tui.widgets.words import Say

CHIP = "bold $background on $primary"
EIGHTHS = "▏▎▍▌▋▊▉█"
DIGITS = {
    "0": ("█▀█", "█ █", "▀▀▀"), "1": ("▀█ ", " █ ", "▀▀▀"), "2": ("▀▀█", "█▀▀", "▀▀▀"), "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"), "5": ("█▀▀", "▀▀█", "▀▀▀"), "6": ("█▀▀", "█▀█", "▀▀▀"), "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"), "9": ("█▀█", "▀▀█", "▀▀▀"), " ": (" ", " ", " "),
}  # fmt: skip

Lines = list[Content]


@dataclass(frozen=True, slots=True)
class Space:
    """Cells and lines that there are to draw in, and the language to say it in."""

    width: int
    height: int
    say: Say
    lang: Lang

    @property
    def tiny(self) -> bool:
        """Whether every line counts, as on a projector at 40×12 characters."""
        return self.width < 56 or self.height < 14

    def text(self, text: Text) -> str:
        """Return a deck's text, spaced for display."""
        return spaced(text.in_lang(self.lang))


def joined(lines: Iterable[Content]) -> Content:
    """Return lines below each other."""
    return Content("\n").join(lines)


def broken(content: Content | str, width: int, style: str = "") -> Lines:
    """Return a text in lines of so many cells at most."""
    whole = Content(content) if isinstance(content, str) else content
    found = wrapped(whole, max(width, 2)).split("\n", allow_blank=True)
    return [line.stylize(style) if style else line for line in found]


def hanging(head: Content, content: Content | str, width: int, style: str = "") -> Lines:
    """Return a text behind a head, its further lines standing under its first."""
    room = cell_len(head.plain)
    lines = broken(content, width - room, style)
    return [
        Content.assemble(head if place == 0 else Content(" " * room), line)
        for place, line in enumerate(lines or [Content()])
    ]


def chip(place: int, style: str = CHIP) -> Content:
    """Return the letter and shape of an option."""
    return Content.assemble((f" {letter(place)} {shape(place)} ", style), " ")


def airy(height: int, build: Callable[[int], Lines], gaps: Sequence[int] = (1, 0)) -> Lines:
    """Return lines with as much air between the parts as fits; `build` takes the blank lines between two."""
    lines: Lines = []
    for gap in gaps:
        lines = build(gap)
        if len(lines) <= height:
            break
    return lines


def length_bar(share: float, cells: int, style: str, fill: str = "█") -> Content:
    """A bar of an eighth of a cell's precision, or of whole cells where it is filled with a pattern; above nothing
    there is always something to see."""
    if fill != "█":
        return Content.styled(fill * (max(round(share * cells), 1) if share > 0 else 0), style)
    eighths = round(min(max(share, 0.0), 1.0) * cells * 8)
    if share > 0 and not eighths:
        eighths = 1
    whole, rest = divmod(eighths, 8)
    return Content.assemble(("█" * whole + (EIGHTHS[rest - 1] if rest else ""), style))


def counted(share: float, says: str, width: int, style: str, head: Content | str = "", fill: str = "█") -> Content:
    """Return a line of a chart: a bar and what it says behind it."""
    lead = head if isinstance(head, Content) else Content(head)
    room = max(width - cell_len(lead.plain) - cell_len(says) - 1, 4)
    bar = length_bar(share, room, style, fill)
    return Content.assemble(lead, bar, " ", (says, "bold"))


def big(text: str, style: str = "bold", *, twice: bool = False) -> Lines:
    """Return digits three lines high, or six."""
    rows = [" ".join(DIGITS[char][row] for char in text) for row in range(3)]
    if twice:
        rows = [line for row in rows for line in _twice(row)]
    return [Content.styled(row, style) for row in rows]


def _twice(row: str) -> tuple[str, str]:
    """Return a line of half blocks as two lines of whole ones, twice as wide."""
    upper = "".join(("██" if char in "█▀" else "  ") for char in row)
    lower = "".join(("██" if char in "█▄" else "  ") for char in row)
    return upper, lower


def beside(left: Lines, right: Lines, gap: int = 3) -> Lines:
    """Return two blocks of lines side by side."""
    width = max((cell_len(line.plain) for line in left), default=0)
    made = []
    for place in range(max(len(left), len(right))):
        one = left[place] if place < len(left) else Content()
        other = right[place] if place < len(right) else Content()
        pad = " " * (width - cell_len(one.plain) + gap)
        made.append(Content.assemble(one, pad, other))
    return made


def names_in_lines(names: Sequence[str], width: int, height: int, more: Callable[[int], str]) -> Lines:
    """Return names one after the other in so many lines at most; the last line says how many more there are."""
    lines: list[str] = []
    line = ""
    for place, name in enumerate(names):
        shown = name if cell_len(name) <= width else fit(name, width)
        if line and cell_len(line) + 3 + cell_len(shown) > width:
            if len(lines) + 1 == height:
                return [Content(one) for one in [*lines, _with_rest(line, more(len(names) - place), width)]]
            lines.append(line)
            line = shown
        else:
            line = f"{line} · {shown}" if line else shown
    return [Content(one) for one in [*lines, line] if one]


def _with_rest(line: str, rest: str, width: int) -> str:
    while line and cell_len(line) + 3 + cell_len(rest) > width:
        line = line.rpartition(" · ")[0]
    return f"{line} · {rest}" if line else rest
