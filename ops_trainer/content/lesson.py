"""A note as a page to read: all it holds, in Markdown, its texts escaped so that they show as themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ops_trainer.content.cloze import without_marks
from ops_trainer.content.notes import QA, BaseNote, Cloze, Definition, Metric, Part, Role, Scenario, Tip, term_of
from ops_trainer.content.text import Text
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang, say

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@=])")


def escaped(text: str) -> str:
    """A text that Markdown shows as it stands, on one line."""
    return SPECIAL.sub(r"\\\1", spaced(" ".join(text.split())))


def lesson(deck: str, note: BaseNote, lang: Lang, names: Mapping[str, str]) -> str:
    """The whole note in one language; `names` are the terms of other notes by `deck/note`."""
    page = _Page(lang)
    title = term_of(note)  # type: ignore[arg-type]
    page.lines.append(f"# {escaped(title.in_lang(lang))}")
    if aliases := [name for name in note.aliases.in_lang(lang) if name != title.in_lang(lang)]:
        names_said = escaped(("、" if lang == "zh" else ", ").join(aliases))
        page.lines.append(f"*{say('lesson.aliases', lang, names=names_said)}*")
    _body(page, note)
    page.section("lesson.example", note.example)
    if note.contrast:
        page.heading("lesson.contrast")
        for other, text in note.contrast.items():
            name = names.get(other, names.get(f"{deck}/{other}", other))
            page.lines.append(f"- **{say('lesson.versus', lang, other=escaped(name))}** {escaped(text.in_lang(lang))}")
    if note.source is not None:
        page.lines.append(f"*{say('lesson.source', lang, part=note.source.part, item=note.source.item)}*")
    return "\n\n".join(_joined(page.lines)) + "\n"


class _Page:
    """The lines of a page as it grows."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.lines: list[str] = []

    def text(self, text: Text | None) -> None:
        if text is not None:
            self.lines.append(escaped(text.in_lang(self.lang)))

    def heading(self, key: str) -> None:
        self.lines.append(f"## {say(key, self.lang)}")

    def section(self, key: str, text: Text | None) -> None:
        if text is not None:
            self.heading(key)
            self.text(text)

    def parts(self, parts: Mapping[str, Part], *, ordered: bool = False) -> None:
        for number, part in enumerate(parts.values(), 1):
            mark = f"{number}." if ordered else "-"
            ask = f"**{escaped(part.ask.in_lang(self.lang))}** " if part.ask else ""
            self.lines.append(f"{mark} {ask}{escaped(part.text.in_lang(self.lang))}")


def _body(page: _Page, note: BaseNote) -> None:
    match note:
        case Definition():
            page.text(note.meaning)
            page.parts(note.parts, ordered=note.ordered)
        case Role():
            page.text(note.mission)
            page.heading("lesson.duties")
            page.parts(note.duties)
        case Tip():
            page.section("lesson.situation", note.situation)
            page.section("lesson.advice", note.advice)
            page.section("lesson.why", note.why)
        case Metric():
            page.text(note.meaning)
            page.section("lesson.formula", note.formula)
            page.parts(note.parts, ordered=note.ordered)
            page.section("lesson.mistake", note.mistake)
        case Scenario():
            page.text(note.situation)
            page.text(note.question)
            page.section("lesson.answer", note.answer)
            page.section("lesson.why", note.why)
            page.heading("lesson.wrong")
            for wrong in note.wrong:
                why = f" {escaped(wrong.why.in_lang(page.lang))}" if wrong.why else ""
                page.lines.append(f"- **{escaped(wrong.text.in_lang(page.lang))}**{why}")
        case QA():
            page.text(note.back)
        case Cloze():
            page.text(note.text.map(without_marks))


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines as paragraphs, the entries of one list kept together."""
    block: list[str] = []
    for line in lines:
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
