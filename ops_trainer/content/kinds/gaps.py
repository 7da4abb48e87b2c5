"""The gaps of a sentence, each `{{key::answer}}` or `{{key::answer::hint}}`.

They are found by a scanner that balances braces, so that a gap may hold formulas, code, several lines and other gaps.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from operator import itemgetter

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
    """The gaps of a text in the order of their beginnings, and what looks like one and is none."""

    text: str
    found: list[Gap] = field(default_factory=list)
    faults: list[Complaint] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._scan()
        self.found.sort(key=lambda gap: gap.start)
        self._marks = sorted(((place, gap) for gap in self.found for place in (gap.start, gap.stop)), key=itemgetter(0))

    @property
    def keys(self) -> list[str]:
        """The keys, each once, in the order in which they first stand."""
        return list(dict.fromkeys(gap.key for gap in self.found))

    def with_open(self, key: str | None) -> str:
        """Return the text with the gaps of a key open and all others filled; all filled for None."""
        return self._read(0, len(self.text), key)

    def answers(self, key: str) -> list[str]:
        """Return what the gaps of a key hide, the same answer once, without those that stand in another of them."""
        answers, end = [], 0
        for gap in self.found:
            if gap.key == key and gap.start >= end:
                answers.append(self._read(gap.inside, gap.stop, None).strip())
                end = gap.end
        return list(dict.fromkeys(answers))

    def _read(self, start: int, stop: int, opened: str | None) -> str:
        """Return a stretch of the text as a reader sees it."""
        pieces, place = [], start
        for at, gap in self._marks[bisect_left(self._marks, start, key=itemgetter(0)) :]:
            if at >= stop:
                break
            if at < place:  # within a gap that is open
                continue
            blank = at == gap.start and gap.key == opened
            pieces += [self.text[place:at], gap.blank if blank else ""]
            place = gap.inside if at == gap.start and not blank else gap.end
        return "".join([*pieces, self.text[place:stop]])

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
