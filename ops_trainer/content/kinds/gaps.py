"""The gaps of a sentence, each `{{key::answer}}` or `{{key::answer::hint}}`.

They are found by a scanner that balances braces, so that a gap may hold formulas, code, several lines and other gaps.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from ops_trainer.locale import Complaint

OPENING = re.compile(r"\{\{([A-Za-z0-9][A-Za-z0-9-]{0,63})::")
MISNAMED = re.compile(r"\{\{([^{}\n]{0,80}?)(?:::|：：)")
LONGEST_SHOWN = 24  # characters of a gap that a complaint shows
BLANK = "［…］"


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap by its offsets into the text: it begins at `start`, what it hides stands from `inside` to `stop`, it is
    over at `end`. `key` is in small letters; `hint` is empty where there is none."""

    key: str
    start: int
    inside: int
    stop: int
    end: int
    hint: str

    @property
    def blank(self) -> str:
        """What stands in place of the gap while it is asked for."""
        return f"［… {self.hint}］" if self.hint else BLANK


@dataclass(slots=True)
class _Open:
    """A gap whose end was not found yet. `depth` counts the braces open in it, `hint` is where its last `::` stands."""

    key: str
    start: int
    inside: int
    depth: int = 0
    hint: int | None = None


@dataclass
class Gaps:
    """The gaps of a text in the order of their beginnings, and what looks like one and is none. `filled` is the text
    with nothing hidden."""

    text: str
    found: list[Gap] = field(default_factory=list)
    faults: list[Complaint] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._scan()
        self.found.sort(key=lambda gap: gap.start)
        self.filled, spans = self._fill()
        self._by_key: dict[str, list[tuple[int, int, str]]] = {}  # where gaps of a key are filled, and their blanks
        for gap in self.found:
            of_key = self._by_key.setdefault(gap.key, [])
            start, stop = spans[gap.start]
            if not of_key or start >= of_key[-1][1]:  # one that stands in another of its key is asked with that
                of_key.append((start, stop, gap.blank))

    @property
    def keys(self) -> Collection[str]:
        """The keys, each once, in the order in which they first stand."""
        return self._by_key.keys()

    def with_open(self, key: str) -> str:
        """Return the text with the gaps of a key open and all others filled."""
        pieces, place = [], 0
        for start, stop, blank in self._by_key[key]:
            pieces += [self.filled[place:start], blank]
            place = stop
        return "".join([*pieces, self.filled[place:]])

    def answers(self, key: str) -> list[str]:
        """Return what the gaps of a key hide, the same answer once, without those that stand in another of them."""
        return list(dict.fromkeys(self.filled[start:stop].strip() for start, stop, _ in self._by_key[key]))

    def _fill(self) -> tuple[str, dict[int, tuple[int, int]]]:
        """Return the text with all gaps filled, and where in it each gap stands, by its beginning in the text."""
        marks = sorted((place, gap.start, gap) for gap in self.found for place in (gap.start, gap.stop))
        pieces, length, place = [], 0, 0
        spans: dict[int, tuple[int, int]] = {}
        for at, _, gap in marks:
            pieces.append(self.text[place:at])
            length += at - place
            opens = at == gap.start
            spans[gap.start] = (length, length) if opens else (spans[gap.start][0], length)
            place = gap.inside if opens else gap.end
        return "".join([*pieces, self.text[place:]]), spans

    def _scan(self) -> None:
        text, place = self.text, 0
        levels = [_Open("", 0, 0)]  # the text itself, and the gaps that are open in it
        while place < len(text):
            level = levels[-1]
            two = text[place : place + 2]
            if opening := OPENING.match(text, place):
                level.hint = None  # a hint holds no gap
                levels.append(_Open(opening[1].lower(), place, opening.end()))
                place = opening.end()
            elif two == "{{" and not OPENING.match(text, place + 1):
                if misnamed := MISNAMED.match(text, place):
                    self.faults.append(Complaint("deck.gap_key", gap=self._shown(place), key=misnamed[1]))
                elif len(levels) == 1:
                    self.faults.append(Complaint("deck.gap_stray", gap=self._shown(place)))
                level.depth += 2
                place += 2
            elif two == "}}" and not level.depth:
                if len(levels) == 1:
                    self.faults.append(Complaint("deck.gap_stray", gap=self._shown(place)))
                else:
                    self._close(levels.pop(), place)
                place += 2
            elif two == "::" and not level.depth and len(levels) > 1:
                level.hint = place
                place += 2
            else:
                level.depth += {"{": 1, "}": -1 if level.depth else 0}.get(text[place], 0)
                place += 1
        if len(levels) > 1:
            self.faults.append(Complaint("deck.gap_open", gap=self._shown(levels[1].start)))

    def _close(self, gap: _Open, place: int) -> None:
        stop = place if gap.hint is None else gap.hint
        hint = " ".join(self.text[stop + 2 : place].split())
        if not self.text[gap.inside : stop].strip():
            self.faults.append(Complaint("deck.gap_empty", gap=self._shown(gap.start)))
            return
        self.found.append(Gap(gap.key, gap.start, gap.inside, stop, place + 2, hint))

    def _shown(self, place: int) -> str:
        return " ".join(self.text[place : place + LONGEST_SHOWN].split())
