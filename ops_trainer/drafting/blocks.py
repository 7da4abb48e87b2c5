"""An article as blocks: headings, paragraphs, entries of lists, rows of tables; from .txt, .md, .html, .docx, .pdf."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from typing import Any, Literal

from ops_trainer.exchange.docx import styled
from ops_trainer.exchange.formats.markdown import plain
from ops_trainer.exchange.parcel import Source, clean
from ops_trainer.locale import Complaint

Sort = Literal["heading", "text", "entry", "row"]
MARKDOWN = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
ENTRY = re.compile(r"^\s*(?:[-*+•·]|\d{1,3}[.、)）．]|[（(]\d{1,3}[)）])\s*(?=\S)")
HAN_HEADING = re.compile(r"^\s*(?:第[一二三四五六七八九十百]+[章节部分篇]+|[一二三四五六七八九十]{1,3}[、.．])\s*\S")
LONGEST_HEADING = 40
RULE = re.compile(r"^\s*\|?\s*:?-{2,}")
ENDS = tuple("。！？!?；;：:.…")
MOST_PAGES = 500
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset({*HEADINGS, "p", "li", "tr", "div", "dt", "dd", "br", "blockquote", "section", "article"})
HIDDEN = frozenset({"script", "style", "head", "nav", "footer", "aside", "svg", "noscript", "template"})
INSIDE = {("tr", "p"), ("tr", "br"), ("tr", "div"), ("li", "p")}  # what begins no block of its own there


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article. `level` is that of a heading; the cells of a row have tabs between them."""

    sort: Sort
    text: str
    level: int = 0


def blocks_of(source: Source) -> list[Block]:
    """Return an article's blocks. Raises Complaint for a file that can't be read."""
    ending = source.path.suffix.lower()
    if ending == ".docx":
        return [_of_style(style, text) for style, text in styled(source.path) if clean(text)]
    if ending == ".pdf":
        return _of_lines(_pdf_lines(source))
    if ending in (".html", ".htm"):
        reader = _Html()
        reader.feed(source.text())
        reader.close()
        reader.end()
        return reader.blocks
    return _of_lines(source.text().split("\n"), markdown=ending in (".md", ".markdown"))


def _of_style(style: str, text: str) -> Block:
    if style.startswith("h"):
        return Block("heading", clean(text), int(style[1]))
    if style == "row":
        return Block("row", "\t".join(clean(cell) for cell in text.split("\t")))
    return Block("entry", _bare(text)) if style == "li" else _of_line(text)


def _bare(text: str) -> str:
    return clean(ENTRY.sub("", text, count=1))


def _of_lines(lines: list[str], *, markdown: bool = False) -> list[Block]:
    found: list[Block] = []
    fenced = False
    for line in lines:
        if markdown and line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced or not line.strip() or RULE.match(line):
            continue
        heading = MARKDOWN.match(line) if markdown else None
        if heading:
            found.append(Block("heading", plain(heading[2]), len(heading[1])))
        elif markdown and line.lstrip().startswith("|"):
            found.append(Block("row", "\t".join(plain(cell.strip()) for cell in line.strip().strip("|").split("|"))))
        else:
            found.append(_of_line(plain(line) if markdown and not ENTRY.match(line) else line))
    return [Block(one.sort, plain(one.text), one.level) if markdown else one for one in found]


def _of_line(line: str) -> Block:
    text = clean(line)
    if HAN_HEADING.match(text) and len(text) <= LONGEST_HEADING:
        return Block("heading", text, 2)
    return Block("entry", _bare(text)) if ENTRY.match(text) else Block("text", text)


def _pdf_lines(source: Source) -> list[str]:
    """Return the lines of a PDF, those that were wrapped put together."""
    try:
        library: Any = import_module("pypdfium2")
    except ImportError:
        raise Complaint("draft.no_pdf") from None
    data = source.data()
    try:
        document = library.PdfDocument(data)
        pages = [document[n].get_textpage().get_text_bounded() for n in range(min(len(document), MOST_PAGES))]
    except library.PdfiumError:
        raise Complaint("import.broken", file=source.path.name) from None
    lines = [line.strip() for page in pages for line in page.replace("\r", "").split("\n")]
    widest = max(map(len, lines), default=0)
    made: list[str] = []
    for line in lines:
        goes_on = made and len(made[-1]) * 10 >= widest * 8 and not made[-1].endswith(ENDS)
        if goes_on and line and not ENTRY.match(line) and not HAN_HEADING.match(line):
            made[-1] += line if re.search(r"[\u3400-\u9fff]$", made[-1]) else f" {line}"
        elif line:
            made.append(line)
    return made


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.tag = ""
        self.hidden: list[str] = []

    def end(self) -> None:
        """Close the block that is open."""
        text = clean(" ".join("".join(self.pieces).split(" ")))
        if text.strip():
            if self.tag in HEADINGS:
                self.blocks.append(Block("heading", text, HEADINGS[self.tag]))
            elif self.tag == "tr":
                self.blocks.append(Block("row", "\t".join(cell.strip() for cell in "".join(self.pieces).split("\x00"))))
            else:
                self.blocks.append(Block("entry", _bare(text)) if self.tag == "li" else _of_line(text))
        self.pieces = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag in HIDDEN:
            self.hidden.append(tag)
        elif tag in ("td", "th"):
            if self.pieces:
                self.pieces.append("\x00")
        elif tag in BLOCKS and (self.tag, tag) not in INSIDE:
            self.end()
            self.tag = tag

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()
        elif tag in BLOCKS and tag == self.tag:
            self.end()
            self.tag = ""

    def handle_data(self, data: str) -> None:
        """Add text."""
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))
