"""A deck file changed note by note: what a change is not about stays as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ops_trainer.content.encodings import encoded, text_of
from ops_trainer.content.reading.reader import parse_with_tree
from ops_trainer.content.reading.shapes import Path as TreePath
from ops_trainer.content.reading.writing import entry, note_text, written_key
from ops_trainer.locale import Complaint, Lang

Raw = dict[str, Any]  # a note of plain values, as its file writes it
REFERENCES = ("confusable", "after", "contrast", "about")  # fields in which a note names others


class DeckFile:
    """The bytes of a deck file, its notes as plain values by their ids, and the lines on which each stands."""

    def __init__(self, data: bytes, name: str = "") -> None:
        """Read a file's bytes; `name` is what its problems call it."""
        self.data = data
        self.reading, self.tree = parse_with_tree(data, name)
        value = self.tree.value if isinstance(self.tree.value, dict) else {}
        self.deck = str(value.get("id", ""))
        self.language: Lang = "en" if value.get("language") == "en" else "zh"
        listed = value.get("notes")
        self.raws: dict[str, Raw] = {}
        self.numbers: dict[str, int] = {}
        for number, raw in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(raw, dict) and "id" in raw:
                self.raws[str(raw["id"])] = raw
                self.numbers[str(raw["id"])] = number
        try:
            text = text_of(data)
        except UnicodeDecodeError:
            text = ""
        self.end = "\r" if "\r\n" in text else ""  # before each line feed
        text = re.sub(r"\r(?!\n)", "\n", text)
        self.lines = text.split("\n")
        self.spans = dict(self._spans())

    def _spans(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Yield the lines of each note that has lines of its own, from the first up to that behind the last."""
        places = self.reading.places
        ordered = sorted((line, column, note) for note, (line, column) in places.items())
        last = len(self.lines)
        while last and not self.lines[last - 1].strip():
            last -= 1
        before_line = 0
        for place, (line, column, note) in enumerate(ordered):
            before = self.lines[line - 1][: column - 1]
            if re.fullmatch(r" *- +", before) and line != before_line:
                end = ordered[place + 1][0] - 1 if place + 1 < len(ordered) else last
                yield note, (line - 1, self._trimmed(line, end, before.index("-")))
            before_line = line

    def _trimmed(self, begin: int, end: int, indent: int) -> int:
        """Return where lines end without blank ones, and comments set in no further than what they would belong to."""
        while end > begin:
            line = self.lines[end - 1]
            rest = line.lstrip(" ")
            if rest.strip() and not (rest.startswith("#") and len(line) - len(rest) <= indent):
                break
            end -= 1
        return end

    @property
    def indent(self) -> int:
        """How far the list of notes is set in."""
        firsts = (self.lines[begin] for begin, _ in self.spans.values())
        return min((len(line) - len(line.lstrip(" ")) for line in firsts), default=2)

    def changed(
        self, notes: Mapping[str, Raw | None], more: Sequence[Raw] = (), renamed: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the file with some notes as they are given (None: taken out) and more behind the last one. `renamed`
        are other notes, old `deck/note` to new, that notes of this file name. Raises Complaint where a note shares its
        lines with something else."""
        lines = list(self.lines)
        for path, place in self._references(renamed or {}):
            if not (len(path) > 1 and path[0] == "notes" and self._id_at(path[1]) in notes):
                self._rename_at(lines, place, renamed or {})
        edits = [(*self._span(note), self._note_lines(note, raw, lines) if raw else []) for note, raw in notes.items()]
        left = len(self.raws) - sum(raw is None for raw in notes.values())
        fresh = [line for raw in more for line in ["", *self._fresh(raw)]]
        if self.spans and (left or fresh):
            at = max(end for _, end in self.spans.values())
            edits.append((at, at, fresh))
        for begin, end, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            lines[begin:end] = [line + self.end for line in new]
        if not self.raws:
            lines = self._with_list(lines, fresh[1:])
        elif not left and not fresh:
            lines = [re.sub(r"^notes:", "notes: []", line) if line.rstrip() == "notes:" else line for line in lines]
        text = "\n".join(lines)
        return encoded(text if text.endswith("\n") or not more else text + self.end + "\n", self.data)

    def reordered(self, order: Sequence[str]) -> bytes:
        """Return the file with its notes in another order; comments right above a note go with it. Raises Complaint
        where notes share lines."""
        slots = sorted(self._with_comments(note) for note in self.raws)
        lines = list(self.lines)
        for (begin, end), note in sorted(zip(slots, order, strict=True), reverse=True):
            lines[begin:end] = self.lines[slice(*self._with_comments(note))]
        return encoded("\n".join(lines), self.data)

    def with_deck_id(self, new: str) -> bytes:
        """Return the file with another id of its deck, the one that it has among its earlier ones; notes that name
        their deck follow. Raises Complaint where the id has no line of its own."""
        place = self.tree.keys.get(("id",))
        if place is None or place[1] != 1:
            raise Complaint("import.by_hand", note="id", deck=self.deck)
        lines = list(self.lines)
        for note, raw in self.raws.items():
            for where, name, is_key in references(raw):
                at = (self.tree.keys if is_key else self.tree.places).get(("notes", self.numbers[note], *where))
                if at is not None and name.startswith(f"{self.deck}/"):
                    self._rename_at(lines, at, {name: f"{new}/{name.partition('/')[2]}"})
        before = self.tree.value.get("formerly") or []
        names = [*dict.fromkeys(one for one in (*before, self.deck) if one != new)]
        fresh = [f"id: {new}", *(entry("formerly:", names, "").split("\n") if names else [])]
        edits = [(place[0] - 1, place[0], fresh)]
        if (old := self.tree.keys.get(("formerly",))) is not None:
            end = old[0]
            while end < len(lines) and lines[end][:1] in (" ", "-"):
                end += 1
            edits.append((old[0] - 1, end, []))
        for begin, end, new_lines in sorted(edits, key=lambda edit: edit[0], reverse=True):
            lines[begin:end] = self._ended(new_lines)
        return encoded("\n".join(lines), self.data)

    def names(self, renamed: Mapping[str, str]) -> set[str]:
        """Return the notes of this file that name one of some others, `deck/note`."""
        return {self._id_at(path[1]) for path, _ in self._references(renamed)}

    def _id_at(self, number: str | int) -> str:
        return next((note for note, at in self.numbers.items() if at == number), "")

    def _span(self, note: str) -> tuple[int, int]:
        if note not in self.spans:
            raise Complaint("import.by_hand", note=note, deck=self.deck)
        return self.spans[note]

    def _with_comments(self, note: str) -> tuple[int, int]:
        begin, end = self._span(note)
        while begin and re.match(r" +#", self.lines[begin - 1]):
            begin -= 1
        return begin, end

    def _fresh(self, raw: Raw) -> list[str]:
        lines = note_text(raw).rstrip("\n").split("\n")
        return [(" " * self.indent + line[2:] if line.startswith("  ") else line) for line in lines]

    def _note_lines(self, note: str, raw: Raw, lines: Sequence[str]) -> list[str]:
        """Return the lines of a note: those of its fields that stay as they are, the others written anew."""
        old = self.raws[note]
        fields = self._fields(note)
        if fields is None or next(iter(fields)) not in raw:
            return self._fresh(raw)
        end = self.spans[note][1]
        starts = [*(line for line, _ in fields.values()), end]
        indent = " " * next(column for _, column in fields.values())
        made: list[str] = []
        for (name, (line, column)), after in zip(fields.items(), starts[1:], strict=True):
            stop = self._trimmed(line + 1, after, len(indent))
            rest = [text.removesuffix("\r") for text in lines[stop:after]]
            if name in raw and raw[name] == old[name]:
                made += [text.removesuffix("\r") for text in lines[line:stop]] + rest
            elif name in raw:
                written = entry(f"{indent}{written_key(name)}:", raw[name], indent).split("\n")
                made += [lines[line][:column] + written[0][column:], *written[1:], *rest]
            else:
                made += rest
        for name in raw:
            if name not in old:
                made += entry(f"{indent}{written_key(name)}:", raw[name], indent).split("\n")
        return made

    def _fields(self, note: str) -> dict[str, tuple[int, int]] | None:
        """Return line and column of a note's fields, both from 0, in their order; None where they don't stand below
        each other."""
        path: TreePath = ("notes", self.numbers[note])
        places = {name: self.tree.keys.get((*path, name)) for name in self.raws[note]}
        found = {name: (place[0] - 1, place[1] - 1) for name, place in places.items() if place is not None}
        ordered = dict(sorted(found.items(), key=lambda one: one[1]))
        lines = [line for line, _ in ordered.values()]
        columns = {column for _, column in ordered.values()}
        stand = len(ordered) == len(places) and len(columns) == 1 and len({*lines}) == len(lines)
        return ordered if stand and lines[0] == self.spans[note][0] and path not in self.tree.flow else None

    def _with_list(self, lines: list[str], fresh: list[str]) -> list[str]:
        """Return the lines of a file without notes, with some."""
        place = self.tree.keys.get(("notes",))
        if place is None or not fresh:
            return lines if not fresh else [*lines[: self._last(lines)], "notes:" + self.end, *self._ended(fresh)]
        line = place[0] - 1
        after = lines[line + 1 :]
        while after and after[0].strip() in ("", "[]"):
            after.pop(0)
        return [*lines[:line], "notes:" + self.end, *self._ended(fresh), *after]

    def _ended(self, lines: Sequence[str]) -> list[str]:
        return [line + self.end for line in lines]

    @staticmethod
    def _last(lines: Sequence[str]) -> int:
        return next((n for n in range(len(lines), 0, -1) if lines[n - 1].strip()), 0)

    # references

    def _references(self, renamed: Mapping[str, str]) -> Iterator[tuple[TreePath, tuple[int, int]]]:
        """Yield where a note of this file names one of some others: the path, and line and column from 1."""
        for note, raw in self.raws.items():
            path: TreePath = ("notes", self.numbers[note])
            for where, name, is_key in references(raw):
                if self._whole(name) in renamed:
                    place = (self.tree.keys if is_key else self.tree.places).get((*path, *where))
                    if place is not None:
                        yield (*path, *where), place

    def _whole(self, name: str) -> str:
        return name if "/" in name else f"{self.deck}/{name}"

    def _rename_at(self, lines: list[str], place: tuple[int, int], renamed: Mapping[str, str]) -> None:
        line, column = place[0] - 1, place[1] - 1
        found = re.compile(r"[\"']?([a-z0-9-]+(?:/[a-z0-9-]+)?)").match(lines[line], column)
        if found is not None and (new := renamed.get(self._whole(found[1]))) is not None:
            lines[line] = lines[line][: found.start(1)] + shortened(new, self.deck) + lines[line][found.end(1) :]


def references(raw: Raw) -> Iterator[tuple[TreePath, str, bool]]:
    """Yield where a note names another: the path in its values, the name as it is written, whether that is a key."""
    for field in REFERENCES:
        value = raw.get(field)
        if isinstance(value, str):
            yield (field,), value, False
        elif isinstance(value, dict):
            yield from (((field, name), name, True) for name in value)
        elif isinstance(value, list):
            yield from (((field, number), name, False) for number, name in enumerate(value) if isinstance(name, str))
    for number, one in enumerate(raw["wrong"] if isinstance(raw.get("wrong"), list) else []):
        if isinstance(one, dict) and isinstance(one.get("note"), str):
            yield ("wrong", number, "note"), one["note"], False


def shortened(ref: str, deck: str) -> str:
    """Return a note's name as a note of a deck writes it: without the deck where that is the same."""
    return ref.removeprefix(f"{deck}/")


def with_names(raw: Raw, name: dict[str, str], deck: str, into: str) -> Raw:
    """Return a note of one deck as it stands in another (`into`), or in the same: names whole where they must be, and
    those that changed (`name`, old `deck/note` to new) as they are now."""

    def now(ref: str) -> str:
        whole = ref if "/" in ref else f"{deck}/{ref}"
        return shortened(name.get(whole, whole), into)

    made = dict(raw)
    for field in REFERENCES:
        value = raw.get(field)
        if isinstance(value, str):
            made[field] = now(value)
        elif isinstance(value, dict):
            made[field] = {now(ref): text for ref, text in value.items()}
        elif isinstance(value, list):
            made[field] = [now(ref) for ref in value]
    if isinstance(raw.get("wrong"), list):
        made["wrong"] = [
            {**one, "note": now(one["note"])} if isinstance(one, dict) and isinstance(one.get("note"), str) else one
            for one in raw["wrong"]
        ]
    return made
