"""Markdown: Obsidian's cards (`a::b`, `?`, `==gap==`), questions with ticks, Org's cards, or headings."""

from __future__ import annotations

import re

from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.parcel import Parcel, Source
from ops_trainer.exchange.pictures import beside
from ops_trainer.exchange.table import tags_of

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
ORG = re.compile(r"^(\*+)\s+(.*?)\s*(:[\w:@-]+:)?\s*$")
ORG_GAP = re.compile(r"\{\{([^{}\n]+)\}(?:\{([^{}\n]*)\})?@(\d+)\}")
DECK_TAG = re.compile(r"^#(flashcards(?:/[^\s#]+)*)\s*$")
INLINE = re.compile(r"^(?!\s*[-*|>`])\s*(.+?)(:::?)(.+)$")
SCHEDULE = re.compile(r"<!--\s*SR:.*?-->", re.DOTALL)
HIGHLIGHT = re.compile(r"==([^=\n]+)==")
TICK = re.compile(r"^\s*[-*+]\s+\[([ xX])\]\s+(.*)$")
SUMMARY = re.compile(r"<details>\s*<summary>.*?</summary>(.*?)</details>", re.DOTALL | re.IGNORECASE)
TAGS = re.compile(r"<[^>]+>")
FENCE = re.compile(r"^\s*(```|~~~)")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&:@=])")


def is_org(text: str) -> bool:
    """Return whether a text is one of Org's with cards in it."""
    return bool(re.search(r"^\*+ .*:(?:fc|drill):", text, re.MULTILINE))


def is_obsidian(text: str) -> bool:
    """Return whether a text has cards as Obsidian's plugin writes them."""
    return bool(re.search(r"^#flashcards\b|^\?\??$|<!--SR:", text, re.MULTILINE)) or bool(
        re.search(r"^[^\n:|]{1,80}:::?[^\n:]", text, re.MULTILINE) and not re.search(r"^#{1,6} ", text, re.MULTILINE)
    )


def read(source: Source, wish: str = "") -> Parcel:
    """Return the cards of a file. Raises Complaint."""
    parcel = Parcel("markdown", source.name)
    text = source.text()
    if text.startswith("---\n") and (end := text.find("\n---\n", 3)) > 0:
        parcel.losses.add("import.front_matter")
        text = text[end + 5 :]
    if is_org(text):
        _org(parcel, text)
    elif TICK.search(text) or re.search(TICK.pattern, text, re.MULTILINE):
        _ticks(parcel, source, text)
    elif is_obsidian(text):
        _obsidian(parcel, source, text)
    else:
        _headings(parcel, source, text)
    return parcel


def _obsidian(parcel: Parcel, source: Source, text: str) -> None:
    tags: list[str] = []
    if SCHEDULE.search(text):
        parcel.losses.add("import.schedule")
        text = SCHEDULE.sub("", text)
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and (found := DECK_TAG.match(lines[0].strip())):
            tags = tags_of(found[1].partition("/")[2].replace("/", "::"), re.compile(r"$^"))
            lines = lines[1:]
        if not lines or HEADING.match(lines[0]):
            continue
        signs = [number for number, line in enumerate(lines) if line.strip() in ("?", "??")]
        if signs and 0 < signs[0] < len(lines) - 1:
            front, back = "\n".join(lines[: signs[0]]), "\n".join(lines[signs[0] + 1 :])
            _qa(parcel, source, front, back, tags, reverse=lines[signs[0]].strip() == "??")
        elif any(HIGHLIGHT.search(line) for line in lines):
            _gaps(parcel, source, "\n".join(lines), tags)
        else:
            for line in lines:
                if found := INLINE.match(line):
                    _qa(parcel, source, found[1], found[3], tags, reverse=found[2] == ":::")
                else:
                    parcel.losses.add("import.line", line)


def _gaps(parcel: Parcel, source: Source, text: str, tags: list[str]) -> None:
    """Add a sentence whose gaps are asked together: apart, one would tell the other."""
    made = HIGHLIGHT.sub(lambda found: f"{{{{c1::{found[1]}}}}}", beside(parcel, source, text))
    parcel.add({"kind": "cloze", "text": made, "tags": tags})


def _qa(parcel: Parcel, source: Source, front: str, back: str, tags: list[str], *, reverse: bool = False) -> None:
    raw = {
        "kind": "qa",
        "front": beside(parcel, source, front.strip()),
        "back": beside(parcel, source, back.strip()),
        "tags": tags,
    }
    parcel.add({**raw, "reverse": True} if reverse else raw)


def _ticks(parcel: Parcel, source: Source, text: str) -> None:
    """Add questions whose options have ticks."""
    above: list[str] = []
    options: list[dict[str, object]] = []
    why = ""
    if found := SUMMARY.search(text):
        why = " ".join(TAGS.sub(" ", found[1]).split())
        text = text[: found.start()] + text[found.end() :]
    for line in [*text.split("\n"), "# "]:
        tick = TICK.match(line)
        if tick:
            options.append({"text": tick[2].strip(), **({"right": True} if tick[1] in "xX" else {})})
            continue
        if options and line.strip():
            ask = "\n".join(above).strip()
            ask = re.sub(r"^\s*(?:Question|问题|题目)\s*[:：]\s*", "", ask, flags=re.IGNORECASE)
            if any("right" in option for option in options) and len(options) > 1 and ask:
                parcel.add({"kind": "question", "ask": beside(parcel, source, ask), "options": options, "why": why})
            else:
                parcel.losses.add("import.no_answer", ask)
            above, options, why = [], [], ""
        if HEADING.match(line):
            above = []
        elif line.strip():
            above.append(line.strip())


def _org(parcel: Parcel, text: str) -> None:
    entries: list[tuple[int, str, str, list[str]]] = []
    for line in text.split("\n"):
        if found := ORG.match(line):
            entries.append((len(found[1]), found[2], found[3] or "", []))
        elif entries:
            entries[-1][3].append(line)
    for number, (level, title, marks, lines) in enumerate(entries):
        if ":fc:" not in marks and ":drill:" not in marks:
            continue
        body = "\n".join(lines)
        for below, head, _, more in entries[number + 1 :]:
            if below <= level:
                break
            body += ("" if head.casefold() in ("answer", "back", "答案") else f"\n{head}") + "\n" + "\n".join(more)
        drawer = re.search(r"^\s*:PROPERTIES:\n(.*?)\n\s*:END:\n?", body + "\n", re.DOTALL | re.MULTILINE)
        given = dict(re.findall(r"^\s*:(\w+):\s*(.*?)\s*$", drawer[1], re.MULTILINE)) if drawer else {}
        body = (body + "\n").replace(drawer[0], "", 1) if drawer else body
        if ORG_GAP.search(body):
            gaps = ORG_GAP.sub(
                lambda gap: f"{{{{c{int(gap[3]) + 1}::{gap[1]}{'::' + gap[2] if gap[2] else ''}}}}}", body.strip()
            )
            parcel.add({"kind": "cloze", "text": f"{title}\n{gaps}" if title else gaps}, title, given.get("ID"))
        elif body.strip():
            raw: dict[str, object] = {"kind": "qa", "front": title, "back": body.strip()}
            parcel.add({**raw, "reverse": True} if given.get("FC_TYPE") == "double" else raw, title, given.get("ID"))
        else:
            parcel.losses.add("import.half_row", title)


def _headings(parcel: Parcel, source: Source, text: str) -> None:
    """Add each heading that no other stands below, with its text; those above it become tags."""
    path: list[tuple[int, str]] = []
    sections: list[tuple[list[str], str, int, list[str]]] = []
    fenced = False
    for line in text.split("\n"):
        fenced ^= bool(FENCE.match(line))
        found = None if fenced else HEADING.match(line)
        if found:
            level, name = len(found[1]), found[2].strip()
            path = [(above, title) for above, title in path if above < level]
            sections.append(([title for _, title in path], name, level, []))
            path.append((level, name))
        elif sections:
            sections[-1][3].append(line)
        elif line.strip():
            parcel.losses.add("import.line", line)
    top = [name for _, name, level, _ in sections if level == 1]
    if len(top) == 1:
        parcel.title = plain(top[0])
    for number, (above, name, level, lines) in enumerate(sections):
        body = "\n".join(lines).strip("\n")
        has_below = number + 1 < len(sections) and sections[number + 1][2] > level
        if body.strip() and not (has_below and level == 1):
            tags = [plain(title) for title in above[1:]] if len(top) == 1 else [plain(title) for title in above]
            levels = "::".join(tag.replace("::", " ") for tag in tags)[:100]
            _qa(parcel, source, plain(name), plain(body), [levels] if levels else [])
        elif body.strip():
            parcel.losses.add("import.line", body)


def plain(text: str) -> str:
    """Return Markdown without the marks that only tell its looks."""
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!!)\[([^\]\n]+)\]\((https?://[^)\s]+)\)", r"\1 (\2)", text)
    text = re.sub(r"^(\s*)[-*+] ", r"\1· ", text, flags=re.MULTILINE)
    return ESCAPED.sub(r"\1", text)


def write(out: Outgoing) -> bytes:
    """Return the cards as headings with the answer below."""
    blocks = [f"# {_line(out.title)}"]
    deck = ""
    for ref, note in out.notes.items():
        if ref.partition("/")[0] != deck and len(out.titles) > 1:
            deck = ref.partition("/")[0]
            blocks.append(f"# {_line(out.titles[deck].in_lang(out.lang))}")
        for card in note.make_cards(ref.partition("/")[0]):
            front = out.said(card.front)
            blocks += [f"## {_line(front)}", out.said(card.back).replace("\n#", "\n\\#")]
    return ("\n\n".join(blocks) + "\n").encode()


def _line(text: str) -> str:
    return " ".join(text.split())
