"""Word's .docx as lines: paragraphs and table rows, in their order, with the numbers that Word puts before them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ops_trainer.exchange.archives import Archive
from ops_trainer.exchange.xml_tree import Element, parse

MOST = 64 << 20  # bytes of XML


def paragraphs(path: Path) -> list[str]:
    """Return the text of a document, a line a paragraph. Raises Complaint."""
    return [text for _, text in styled(path)]


def styled(path: Path) -> list[tuple[str, str]]:
    """Return the paragraphs of a document, each with its style: `h1` … `h6`, `li`, `row` (cells with tabs between), or
    "". Raises Complaint."""
    with Archive(path) as archive:
        document = parse(archive.read("word/document.xml", MOST), path.name)
        names = {}
        if "word/styles.xml" in archive.names:
            for style in parse(archive.read("word/styles.xml", MOST), path.name).each("style"):
                name = style.first("name")
                names[style.attributes.get("styleId", "")] = name.attributes.get("val", "") if name is not None else ""
    body = document.first("body")
    return list(_lines(body, names)) if body is not None else []


def _lines(parent: Element, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    numbers: dict[str, int] = {}
    for child in parent.children:
        if child.name == "p":
            style, text = _style(child, names), _text(child)
            listed = child.first("pPr", "numPr", "numId")
            if style == "" and listed is not None and text.strip():
                name = listed.attributes.get("val", "")
                numbers[name] = numbers.get(name, 0) + 1
                style = "li"
            yield style, text
        elif child.name == "tbl":
            for row in child.each("tr"):
                cells = (" ".join(_text(p) for p in cell.all("p")).strip() for cell in row.each("tc"))
                yield "row", "\t".join(cells)
        elif child.name in ("sdt", "sdtContent"):
            yield from _lines(child, names)


def _style(paragraph: Element, names: dict[str, str]) -> str:
    style = paragraph.first("pPr", "pStyle")
    said = style.attributes.get("val", "") if style is not None else ""
    name = (names.get(said) or said).casefold()
    if name.startswith("heading ") and name[8:9].isdecimal():
        return f"h{min(int(name[8]), 6)}"
    return "h1" if name == "title" else "li" if name.startswith("list") else ""


def _text(paragraph: Element) -> str:
    pieces: list[str] = []
    for part in _runs(paragraph):
        pieces.append({"t": part.text, "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(part.name, ""))
    return "".join(pieces)


def _runs(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.name in ("t", "tab", "br", "cr", "noBreakHyphen"):
            yield child
        elif child.name not in ("del", "pPr", "rPr", "moveFrom"):  # what was struck out while changes are tracked
            yield from _runs(child)
