"""HTML as our texts: lines, lists and tables as they read, pictures and sounds as our marks, nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from ops_trainer.content import media
from ops_trainer.locale import Complaint

MOST_DEPTH = 100
LONGEST = 200_000  # characters of HTML that are looked at
SOUND = re.compile(r"\[sound:([^\]\n]{1,200})\]")
SIGNS = re.compile(r"[<&]")
LATEX = re.compile(r"\[(/?)(?:latex|\$\$?)\]")
ENDS_LINE = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "dl",
        "dt",
        "dd",
        "figure",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HIDDEN = frozenset(
    [
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "canvas",
        "form",
    ]
)
LOOKS = frozenset(
    [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "strike",
        "del",
        "font",
        "mark",
        "big",
        "small",
        "center",
        "span",
        "code",
        "kbd",
        "sub",
        "sup",
    ]
)

Named = Callable[[str, str], str]
"""Gives the mark for a file by its name in the other program and what it shows; "" where there is none."""
Lost = Callable[..., None]
"""Counts what a text loses, as `Losses.add` does."""


def no_media(name: str, alt: str) -> str:
    """Return what stands for a file where none come along."""
    return f"[{alt or name}]"


def to_text(html: str, where: str, lost: Lost, named: Named = no_media) -> str:
    """Return HTML as our text. Raises Complaint for what is nested too deep or too long."""
    if not SIGNS.search(html):
        return sounds(html, named)
    if len(html) > LONGEST:
        raise Complaint("import.text_long", most=LONGEST)
    reader = _Reader(where, lost, named)
    reader.feed(html)
    reader.close()
    return sounds(reader.text(), named)


def sounds(text: str, named: Named) -> str:
    """Return a text with Anki's sounds as our marks."""
    return SOUND.sub(lambda found: named(unescape(found[1]), ""), text) if "[sound:" in text else text


class _Reader(HTMLParser):
    """Takes HTML apart and puts the text together."""

    def __init__(self, where: str, lost: Lost, named: Named) -> None:
        super().__init__(convert_charrefs=True)
        self.where, self.lost, self.named = where, lost, named
        self.pieces: list[str] = []
        self.open: list[str] = []
        self.hidden = 0
        self.lists: list[int] = []  # of each list that is open the number of its last entry, -1 for one without
        self.cells = 0
        self.looks = False
        self.link = ""

    def text(self) -> str:
        """Return the text, blanks as HTML shows them."""
        if self.looks:
            self.lost("import.looks", self.where)
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(self.pieces).split("\n"))
        return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip("\n").replace("\x00", "\n").replace("\x01", " ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
            if len(self.open) > MOST_DEPTH:
                raise Complaint("import.too_deep", file=self.where or "HTML")
        if tag in HIDDEN:
            if not self.hidden:
                self.lost("import.hidden", self.where, tag=tag)
            self.hidden += tag not in VOID
        if self.hidden:
            return
        if any(name.startswith("on") for name in given):
            self.lost("import.hidden", self.where, tag="on…")
        self.looks = self.looks or tag in LOOKS
        if tag in ENDS_LINE:
            self.pieces.append("\n")
        match tag:
            case "img" | "audio" | "video" | "source":
                self._file(given)
            case "ul" | "ol":
                self.lists.append(0 if tag == "ol" else -1)
            case "li":
                if self.lists and self.lists[-1] >= 0:
                    self.lists[-1] += 1
                    self.pieces.append(f"{self.lists[-1]}. ")
                else:
                    self.pieces.append("· ")
            case "tr":
                self.cells = 0
            case "td" | "th":
                self.pieces.append(" | " if self.cells else "")
                self.cells += 1
            case "a":
                self.link = given.get("href", "")
            case "rt":
                self.pieces.append("（")

    def handle_endtag(self, tag: str) -> None:
        """End an element, and those in it that were left open."""
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            if last in HIDDEN and self.hidden:
                self.hidden -= 1
            if last in ("ul", "ol") and self.lists:
                self.lists.pop()
            if not self.hidden:
                if last == "rt":
                    self.pieces.append("）")
                if last == "a" and self.link.startswith(("http://", "https://")):
                    if self.link not in "".join(self.pieces[-3:]):
                        self.pieces.append(f" ({self.link})")
                    self.link = ""
                if (last in ENDS_LINE and last not in ("tr", "table")) or last == "tr":
                    self.pieces.append("\n")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        """Add text; in `pre` with its lines and blanks."""
        if self.hidden:
            return
        if "pre" in self.open:
            self.pieces.append(data.replace("\n", "\x00").replace(" ", "\x01"))
        else:
            self.pieces.append(re.sub(r"\s+", " ", data.replace("\xa0", " ")))

    def _file(self, given: dict[str, str]) -> None:
        source = unquote(given.get("src", "")).strip()
        alt = " ".join(given.get("alt", "").split())
        if not source:
            return
        if re.match(r"[a-z]+:|//", source, re.IGNORECASE):
            self.lost("import.far_media", self.where)
            self.pieces.append(f"[{alt or 'picture'}]")
        else:
            self.pieces.append(self.named(source, alt))


def named_by(known: dict[str, str], where: str, lost: Lost) -> Named:
    """Return what gives the mark of a file by its name in the other program; what is not known is a loss."""

    def name(source: str, alt: str) -> str:
        ours = known.get(source)
        if ours is None:
            lost("import.no_media", where, name=source[:60])
            return f"[{alt or source[:60]}]"
        return media.mark(ours, alt)

    return name
