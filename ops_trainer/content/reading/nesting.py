"""How deep the lists and maps of a YAML text stand in each other, found before a parser sees the text.

Parsers have bounds of their own, which differ between versions and are told in their own words. So the text is read
here first: by its tokens alone, without recursion, in time that grows with its length. What a parser would refuse may
be counted in any way; of what it accepts, nothing is counted less deep than it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ops_trainer.content.files import LONGEST_TEXT, LONGEST_WRITTEN, MOST_DEPTH
from ops_trainer.locale import Complaint

GAP = re.compile(r"[ \t\n]*+(?:#[^\n]*+[ \t\n]*+)*+")
QUOTED = {
    "'": re.compile(r"'[^']*+(?:''[^']*+)*+(')?+"),
    '"': re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?+(")?+', re.DOTALL),
}
# A text without quotation marks, as far as it goes on one line: words with blanks between them.
WORD = r"(?:[^ \t\n:]|:(?![ \t\n]|\Z))++"
WORD_IN_FLOW = r"(?:[^ \t\n:,\[\]{}]|:(?![ \t\n,\[\]{}]|\Z))++"
PLAIN = re.compile(rf"(?!#){WORD}(?:[ \t]++(?!#){WORD})*+")
PLAIN_IN_FLOW = re.compile(rf"(?!#){WORD_IN_FLOW}(?:[ \t]++(?!#){WORD_IN_FLOW})*+")
LINE_ENDS = re.compile(r"[ \t]*+\n[ \t\n]*+")
MARKER = re.compile(r"(?:---|\.\.\.)(?=[ \t\n]|\Z)")
BLOCK_HEADER = re.compile(r"[|>](?:[+-]?([1-9])?|([1-9])[+-])[ \t]*+(?:#[^\n]*+)?(?:\n|\Z)")
EMPTY_LINES = re.compile(r"(?: *+\n)*+ *+")
# Anchors and tags of which all parsers agree where they end.
PROPERTIES = {
    "&": (re.compile(r"&[0-9A-Za-z_-]++(?=[ \t\n,\]}]|\Z)"), "deck.alias"),
    "!": (re.compile(r"![\w:/.!<>-]*+(?=[ \t\n]|\Z)", re.ASCII), "deck.trap_start"),
}
REST_OF_LINE = re.compile(r"[^\n]*+")


@dataclass(frozen=True)
class Stop:
    """Where a text goes beyond what a deck may hold, as an offset into it, and why."""

    offset: int
    complaint: Complaint


class _Stopped(Exception):
    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self.stop = stop


@dataclass(slots=True)
class _Level:
    """A list or map that is open. `column` is where a block stands, -1 in brackets; `deepest` the depth reached in
    what may still turn out to be the key of one more map."""

    kind: str
    column: int
    at: int
    deepest: int


class Nesting:
    """What a text holds of nesting: `deepest`, the levels still open at its end, and a quotation mark not closed."""

    def __init__(self, text: str, most: int = MOST_DEPTH) -> None:
        self.deepest = 0
        self.stop: Stop | None = None
        self.open_quote: int | None = None  # the offset of a quotation mark that nothing closes
        self._text = text
        self._most = most
        self._levels = [_Level("text", -1, 0, 0)]
        self._in_flow = 0
        self._line = 0  # the offset of the line's beginning
        self._node: tuple[int, int] | None = None  # line and column where what may be a key began
        try:
            self._read()
        except _Stopped as stopped:
            self.stop = stopped.stop

    @property
    def open_bracket(self) -> int | None:
        """The offset of the innermost bracket or brace that is not closed."""
        return next((level.at for level in reversed(self._levels) if level.kind in "[{"), None)

    def _read(self) -> None:
        text, place = self._text, 0
        while True:
            place = self._past(GAP, place)
            if place >= len(text):
                return
            column = place - self._line
            if column == 0 and text[place] in "-.%" and (after := self._marker(place)):
                place = after
                continue
            if not self._in_flow:
                while self._levels[-1].column > column:
                    self._close()
            place = self._token(place, column)

    def _past(self, pattern: re.Pattern[str], place: int) -> int:
        """Return the offset after what a pattern finds at a place, where it always finds something or nothing at
        all."""
        found = pattern.match(self._text, place)
        end = found.end() if found else place
        if (line := self._text.rfind("\n", place, end)) >= 0:
            self._line = line + 1
        return end

    def _marker(self, place: int) -> int:
        """Return the offset after a directive or a mark that begins or ends a document; 0 where there is none."""
        if self._text[place] == "%":
            return self._past(REST_OF_LINE, place)
        found = MARKER.match(self._text, place)
        if found is None:
            return 0
        if not self._in_flow:
            while len(self._levels) > 1:
                self._close()
        self._node = None
        return found.end()

    def _token(self, place: int, column: int) -> int:
        char = self._text[place]
        following = self._text[place + 1 : place + 2]
        alone = following in ("", " ", "\t", "\n")
        if char in "[{":
            self._begin_node(column)
            self._in_flow += 1
            self._open(char, -1, place)
            return place + 1
        if char in "]}":
            self._close_bracket()
            return place + 1
        if char == "," and self._in_flow:
            self._next_entry()
            return place + 1
        if char == ":" and (self._in_flow or alone):
            self._value(place, column)
            return place + 1
        if char == "?" and (self._in_flow or alone):
            self._explicit_key(place, column)
            return place + 1
        if char == "-" and alone:
            if not self._in_flow:
                self._entry(place, column)
            return place + 1
        if char in "&!":
            return self._property(place, column)
        if char == "*":
            raise _Stopped(Stop(place, Complaint("deck.alias")))
        if char == "\ufeff":  # a mark that some parsers pass over and others take for text
            raise _Stopped(Stop(place, Complaint("deck.control", code="U+FEFF")))
        self._begin_node(column)
        return self._scalar(place)

    def _scalar(self, place: int) -> int:
        end = self._after_scalar(place)
        if end - place > LONGEST_WRITTEN:
            endless = Complaint("deck.trap_quote") if self.open_quote == place else None
            raise _Stopped(Stop(place, endless or Complaint("deck.text_long", most=LONGEST_TEXT)))
        return end

    def _after_scalar(self, place: int) -> int:
        char = self._text[place]
        if char in QUOTED:
            found = QUOTED[char].match(self._text, place)
            if found is None or found[1] is None:
                self.open_quote = place
                return len(self._text)
            return self._past(QUOTED[char], place)
        if char in "|>" and not self._in_flow and (header := BLOCK_HEADER.match(self._text, place)):
            return self._block_text(header)
        return self._plain(place)

    def _block_text(self, header: re.Match[str]) -> int:
        start = self._past(BLOCK_HEADER, header.start())
        around = self._levels[-1].column
        if digit := header[1] or header[2]:
            indent = max(around, 0) + int(digit)
        else:
            leading = EMPTY_LINES.match(self._text, start)
            assert leading is not None
            indent = max(around + 1, 1, *(len(line) for line in leading[0].split("\n")))
        lines = re.compile(rf"(?: {{0,{indent}}}\n| {{{indent}}}[^\n]*+(?:\n|\Z))*+")
        return self._past(lines, start)

    def _plain(self, place: int) -> int:
        """Return the offset after a text without quotation marks, with the lines on which it goes on."""
        text, around = self._text, self._levels[-1].column
        pattern = PLAIN_IN_FLOW if self._in_flow else PLAIN
        while True:
            end = self._past(pattern, place)
            ends = LINE_ENDS.match(text, end)
            if ends is None:
                return end
            place = ends.end()
            column = place - (text.rfind("\n", end, place) + 1)
            indented = self._in_flow or column > around
            if not indented or not pattern.match(text, place) or (column == 0 and MARKER.match(text, place)):
                return end
            self._past(LINE_ENDS, end)

    def _property(self, place: int, column: int) -> int:
        """Go past an anchor or a tag before a node; return where it ends."""
        self._begin_node(column)
        pattern, key = PROPERTIES[self._text[place]]
        if pattern.match(self._text, place) is None:
            raise _Stopped(Stop(place, Complaint(key)))
        return self._past(pattern, place)

    def _begin_node(self, column: int) -> None:
        if self._in_flow:
            return
        if self._node is None or self._node[0] != self._line:
            self._node = (self._line, column)
            self._levels[-1].deepest = len(self._levels) - 1

    def _value(self, place: int, column: int) -> None:
        if self._in_flow:
            if self._levels[-1].kind == "[":
                self._wrap(place)
                self._open("pair", -1, place)
            return
        own = self._node is not None and self._node[0] == self._line
        key = self._node[1] if own and self._node is not None else column
        if self._levels[-1].column < key:
            if own:
                self._wrap(place)
            self._open("map", key, place)
        else:
            self._end_list_beside(key)
        self._node = None

    def _explicit_key(self, place: int, column: int) -> None:
        if self._in_flow:
            if self._levels[-1].kind == "[":
                self._open("pair", -1, place)
            return
        if self._levels[-1].column < column:
            self._open("map", column, place)
        else:
            self._end_list_beside(column)
        self._node = None

    def _entry(self, place: int, column: int) -> None:
        top = self._levels[-1]
        if top.column < column or top.kind == "map":
            self._open("list", column, place)
        self._node = None

    def _end_list_beside(self, column: int) -> None:
        """A key ends the list that stands in the same column as the map it belongs to."""
        if self._levels[-1].kind == "list" and self._levels[-2].column == column:
            self._close()

    def _next_entry(self) -> None:
        if self._levels[-1].kind == "pair":
            self._close()
        self._levels[-1].deepest = len(self._levels) - 1

    def _close_bracket(self) -> None:
        if not self._in_flow:
            return
        if self._levels[-1].kind == "pair":
            self._close()
        self._close()
        self._in_flow -= 1

    def _wrap(self, place: int) -> None:
        """What was read turns out to be the key of a map of its own, and stands one deeper for it."""
        self._reach(self._levels[-1].deepest + 1, place)

    def _open(self, kind: str, column: int, place: int) -> None:
        self._reach(len(self._levels), place)
        self._levels.append(_Level(kind, column, place, len(self._levels)))

    def _close(self) -> None:
        closed = self._levels.pop()
        self._levels[-1].deepest = max(self._levels[-1].deepest, closed.deepest)

    def _reach(self, depth: int, place: int) -> None:
        if depth > self._most:
            raise _Stopped(Stop(place, Complaint("deck.too_deep")))
        self.deepest = max(self.deepest, depth)
        self._levels[-1].deepest = max(self._levels[-1].deepest, depth)
