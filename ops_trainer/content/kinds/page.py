"""A page to read in Markdown, its texts escaped so that they show as themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ops_trainer.content.kinds.parts import Part, Wrong
from ops_trainer.content.media import in_words, line_in_words
from ops_trainer.content.text import Text
from ops_trainer.content.typography import NO_BREAK, spaced, width
from ops_trainer.locale import Lang, say

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@=])")

BLANKS = re.compile(r"^\s|\s{2,}|[^\S ]")  # all but a single space between words
MARKUP = re.compile(r"\\(.|\n)|\*+")
TAB = 4  # cells


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it stands, on one line."""
    return SPECIAL.sub(r"\\\1", spaced(" ".join(text.split())))


def as_written(text: str, indent: str = "") -> str:
    """Return a text that Markdown shows as it stands, line by line and with its blanks; its lines but the first are
    indented, as befits an entry of a list."""
    lines = "\n".join(line.rstrip().expandtabs(TAB) for line in text.split("\n")).strip("\n").split("\n")
    return f"\\\n{indent}".join(SPECIAL.sub(r"\\\1", spaced(BLANKS.sub(_kept, line))) for line in lines)


def in_plain_lines(markdown: str) -> str:
    """Return a page of ours as it is printed or read out: texts as they stand, of its marks those of headings and
    lists."""
    return MARKUP.sub(lambda mark: mark[1] or "", markdown).replace(NO_BREAK, " ")


def _kept(blanks: re.Match[str]) -> str:
    """Return blanks that Markdown does not join: as many no-break spaces as they are wide."""
    return NO_BREAK * width(blanks[0])


class Page:
    """A page in one language that grows by lines."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.lines: list[str] = []

    def text(self, text: Text | None) -> None:
        """Add a paragraph, none for None."""
        if text is not None:
            self.lines.append(as_written(in_words(text).in_lang(self.lang)))

    def heading(self, key: str) -> None:
        """Add a catalogue message as a heading."""
        self.lines.append(f"## {say(key, self.lang)}")

    def section(self, key: str, text: Text | None) -> None:
        """Add a heading with a paragraph below it, nothing for None."""
        if text is not None:
            self.heading(key)
            self.text(text)

    def names(self, key: str, names: Sequence[str]) -> None:
        """Add a line of names, said by a catalogue message; nothing where there are none."""
        if names:
            self.lines.append(f"*{self._named(key, names)}*")

    def _named(self, key: str, names: Sequence[str]) -> str:
        return say(key, self.lang, names=escaped(("、" if self.lang == "zh" else ", ").join(names)))

    def entry(self, name: str, text: Text | None) -> None:
        """Add an entry of a list: a name in bold, which is Markdown already, and what is said of it, if anything."""
        said = as_written(in_words(text).in_lang(self.lang), "  ") if text else ""
        self.lines.append(f"- **{name}** {said}".rstrip(" "))

    def parts(self, parts: Mapping[str, Part], *, ordered: bool = False) -> None:
        """Add parts as a list, numbered where they are `ordered`."""
        for number, part in enumerate(parts.values(), 1):
            mark = f"{number}." if ordered else "-"
            ask = f"**{escaped(part.ask.in_lang(self.lang))}** " if part.ask else ""
            accept = part.accept.in_lang(self.lang)
            also = f" *{self._named('lesson.accept', accept)}*" if accept else ""
            said = as_written(line_in_words(part.text.in_lang(self.lang), self.lang), " " * (len(mark) + 1))
            self.lines.append(f"{mark} {ask}{said}{also}")

    def wrong(self, options: Sequence[Wrong]) -> None:
        """Add the wrong options with why each is wrong; nothing where there are none."""
        if options:
            self.heading("lesson.wrong")
            for option in options:
                self.entry(escaped(option.text.in_lang(self.lang)), option.why)

    def markdown(self) -> str:
        """Return the page, the entries of one list kept together."""
        return "\n\n".join(self._blocks()) + "\n"

    def _blocks(self) -> Iterator[str]:
        block: list[str] = []
        for line in self.lines:
            is_entry = bool(re.match(r"(-|\d+\.) ", line))
            if block and not is_entry:
                yield "\n".join(block)
                block = []
            if is_entry:
                block.append(line)
            else:
                yield line
        if block:
            yield "\n".join(block)
