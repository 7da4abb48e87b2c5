"""A YAML file as plain values, with the place of everything in it.

Every scalar stays the text it was written as, but for a bare `yes`, `no`, `true`, `false` and nothing at all, which
YAML takes for something else than text. Aliases and tags are refused, nothing is ever constructed. Size, depth and
aliases are bounded before a parser sees the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml

from ops_trainer.content.encodings import text_of
from ops_trainer.content.files import MOST_BYTES, MOST_DEPTH, MOST_NODES, MOST_PROBLEMS
from ops_trainer.content.reading.nesting import Nesting
from ops_trainer.content.reading.shapes import Path, is_text
from ops_trainer.content.reading.yaml_mistakes import Place, place_of, syntax_trap
from ops_trainer.locale import Complaint

Parser = getattr(yaml, "CSafeLoader", None) or yaml.SafeLoader  # the quick one where it was built
# Those that turn the direction of writing, and two that are no characters.
REFUSED = "\u202a-\u202e\u2066-\u2069\ufffe\uffff"
# These, control characters, halves of surrogate pairs, and what separates lines and paragraphs elsewhere.
ODD = re.compile(f"[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{REFUSED}]")
COMMENTS = re.compile(r"[ \t\n]*+(#)[^\n]*+\n(?:[ \t]*+(?:#[^\n]*+)?\n)*+[ \t]*+")
HASHTAG = re.compile(r"[ \t]*#[^\s#]")
BARE = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
    **dict.fromkeys(("", "~", "null"), None),
}


@dataclass
class Tree:
    """The value of a file, the places of values and keys by their path, and what was wrong on the way."""

    value: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    flow: set[Path] = field(default_factory=set)  # maps written in braces
    # What YAML takes for no text, at its place; and the path at which it may have been meant for one.
    passed: list[tuple[Place, Path, Complaint]] = field(default_factory=list)
    faults: list[tuple[Place, Complaint]] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return where a path stands in the file, or the nearest thing around it that does."""
        while path:
            if key and path in self.keys:
                return self.keys[path]
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return self.places.get((), (1, 1))


def decode(data: bytes) -> tuple[str, list[tuple[Place, Complaint]]]:
    """Return the text of a file, in any encoding that can be told, with any line ends; and what is wrong with its
    characters."""
    if len(data) > MOST_BYTES:
        return "", [((1, 1), too_large(len(data)))]
    try:
        text = text_of(data)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(error.encoding, "replace").removeprefix("\ufeff")
        return "", [(place_of(before, len(before)), Complaint("deck.not_utf8"))]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [(place_of(text, odd.start()), _control(odd[0])) for odd in islice(ODD.finditer(text), MOST_PROBLEMS)]
    return text, found


def _control(char: str) -> Complaint:
    return Complaint("deck.control", code=f"U+{ord(char):04X}")


def too_large(size: int) -> Complaint:
    """Return what is wrong with a file that is not even read for its `size` in bytes."""
    return Complaint("deck.too_large", size=f"{size / 1048576:.0f}", most=MOST_BYTES // 1048576)


def parse(text: str) -> Tree:
    """Return the file's text as a tree. A fault in the syntax ends it; what was found until then is kept.

    The parser gets no more of a text than the depth and the references allowed in a deck, whatever its own bounds are.
    """
    stop = Nesting(text).stop
    tree = Tree()
    end = len(text) if stop is None else stop.offset
    ends = place_of(text, end)
    builder = _Builder(tree)
    try:
        builder.run(text[:end])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if stop is None or place < ends:
            begun = error.context_mark
            tree.faults.append(
                builder.comment_within(mark.index if mark else end)
                or syntax_trap(
                    text,
                    place,
                    in_tokens=isinstance(error, yaml.scanner.ScannerError),
                    begun=(begun.line + 1, begun.column + 1) if begun else None,
                )
            )
            stop = None
        tree.value = None
    except yaml.YAMLError:
        tree.faults.append(((1, 1), Complaint("deck.not_yaml")))
        tree.value = stop = None
    except _Refused:
        tree.value = stop = None
    if stop is not None:
        tree.faults.append((ends, stop.complaint))
        tree.value = None
    return tree


class _Refused(Exception):
    """The file goes beyond the limits; nothing more is read of it."""


@dataclass
class _Open:
    """A list or map that is being read: `key` is the one whose value comes next."""

    value: Any
    path: Path
    key: str | None = None


class _Builder:
    """Turns the parser's events into a tree, without recursion."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.open: list[_Open] = []
        self.count = 0
        self.text = ""
        self.ended: Any = None  # the mark where the last event ended
        self.bare: Path | None = None  # the path of the last event where that was a value without quotation marks

    def run(self, text: str) -> None:
        """Read one document; a second one is a fault."""
        documents = 0
        self.text = text
        parser = Parser(text)
        try:
            while parser.check_event():
                event = parser.get_event()
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._fault(event, Complaint("deck.two_documents"))
                        raise _Refused
                self._comments_before(event)
                self.bare = None
                self._take(event)
                block = isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">")
                self.ended = None if block else event.end_mark
        finally:
            parser.dispose()

    def _take(self, event: Any) -> None:
        tagged = self.text.startswith("!", event.start_mark.index)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, Complaint("deck.alias"))
            raise _Refused
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            path = self.open.pop().path
            between = self.text[self.ended.index : event.start_mark.index] if self.ended and event.start_mark else ""
            if path in self.tree.flow and between.rstrip().endswith(","):
                self.tree.passed.append((self.tree.places[path], path, Complaint("deck.trap_braces")))
            return
        if not isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            return
        if event.anchor is not None:
            self._fault(event, Complaint("deck.alias"))
        self.count += 1
        if self.count > MOST_NODES:
            self._fault(event, Complaint("deck.too_many"))
            raise _Refused
        if event.tag is not None and event.tag != "!":
            self._fault(event, Complaint("deck.tag", tag=event.tag[:40]))
        elif tagged:  # a tag without a name, of which parsers say nothing
            self._fault(event, Complaint("deck.trap_start"))
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._collection(event)

    def _scalar(self, event: Any) -> None:
        # Quotation marks let characters in by an escape that no one sees in the file.
        if event.style == '"' and (odd := ODD.search(event.value)):
            self._fault(event, _control(odd[0]))
        parent = self.open[-1] if self.open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            key = event.value
            path = (*parent.path, key)
            if key in parent.value:
                self._fault(event, Complaint("deck.key_twice", key=key[:40]))
            self.tree.keys[path] = _place(event)
            parent.key = key
            return
        bare = event.style is None or event.style == ""
        value = BARE.get(event.value.lower(), event.value) if bare and len(event.value) < 6 else event.value
        path = self._put(event, value)
        self.bare = path if bare else None

    def _comments_before(self, event: Any) -> None:
        """Note the comments since the last event that begin where a text may go on: behind a value without quotation
        marks, behind the colon or dash before a value, between the entries in brackets. One on a line of its own is
        but a comment, unless it looks like a hashtag in the next line of a text."""
        ended, start = self.ended, event.start_mark.index
        if ended is None or self.text.find("#", ended.index, start) < 0:
            return
        parent = self.open[-1] if self.open else None
        for number, line in enumerate(self.text[ended.index : start].split("\n")):
            before, sign, _ = line.partition("#")
            mark = before.strip()[-1:]
            if not sign or (number and not mark and not self._goes_on(line)):
                continue
            path = None
            if not mark and self.bare is not None:
                path = self.bare
            elif parent is not None and (mark == "," or (not mark and self._opened_flow(ended))):
                path = parent.path
            elif parent is not None and mark in (":", "-") and isinstance(event, yaml.ScalarEvent):
                path = (*parent.path, len(parent.value) if isinstance(parent.value, list) else parent.key or "")
            if path is not None:
                column = len(before) + 1 + (0 if number else ended.column)
                self.tree.passed.append(((ended.line + 1 + number, column), path, Complaint("deck.cut")))

    def comment_within(self, stop: int) -> tuple[Place, Complaint] | None:
        """Return the comment that ends a text which goes on behind it, up to where the parser gave up; None where there
        is none."""
        if self.bare is None or self.ended is None or not is_text(self.tree.value, self.bare):
            return None
        between = COMMENTS.fullmatch(self.text, self.ended.index, stop)
        return (place_of(self.text, between.start(1)), Complaint("deck.cut")) if between else None

    def _goes_on(self, line: str) -> bool:
        """Return whether a comment stands as the next line of the last value would, with no blank behind its sign."""
        if self.bare is None or not HASHTAG.match(line):
            return False
        _, column = self.tree.keys.get(self.bare) or self.tree.places[self.bare]
        return line.index("#") >= column - (self.bare not in self.tree.keys)

    def _opened_flow(self, ended: Any) -> bool:
        return self.text[ended.index - 1 : ended.index] in ("[", "{")

    def _collection(self, event: Any) -> None:
        parent = self.open[-1] if self.open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            if parent.path in self.tree.flow:  # a text that begins with {{
                self.tree.faults.append((self.tree.places[parent.path], Complaint("deck.trap_start")))
            else:
                self._fault(event, Complaint("deck.complex_key"))
            raise _Refused
        if len(self.open) >= MOST_DEPTH:  # by a parser that reads a text in another way than was foreseen
            self._fault(event, Complaint("deck.too_deep"))
            raise _Refused
        mapping = isinstance(event, yaml.MappingStartEvent)
        value: Any = {} if mapping else []
        path = self._put(event, value)
        if mapping and event.flow_style:
            self.tree.flow.add(path)
        self.open.append(_Open(value, path))

    def _put(self, event: Any, value: Any) -> Path:
        parent = self.open[-1] if self.open else None
        if parent is None:
            path: Path = ()
            self.tree.value = value
        elif isinstance(parent.value, dict):
            key = parent.key or ""
            path = (*parent.path, key)
            parent.value[key] = value
            parent.key = None
        else:
            path = (*parent.path, len(parent.value))
            parent.value.append(value)
        self.tree.places[path] = _place(event)
        return path

    def _fault(self, event: Any, complaint: Complaint) -> None:
        self.tree.faults.append((_place(event), complaint))


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
