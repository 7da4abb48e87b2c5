"""XML as a tree, of files that nobody vouches for: no DOCTYPE, no entities of its own, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ops_trainer.locale import Complaint

MOST_DEPTH = 100
MOST_ELEMENTS = 2_000_000


@dataclass(slots=True)
class Element:
    """An element: its name without a namespace, attributes, children in their order, the text before the first."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""
    tail: str = ""

    def all(self, name: str) -> Iterator[Element]:
        """Yield the elements of a name below this one, wherever they stand."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)

    def each(self, name: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, *path: str) -> Element | None:
        """Return the first element on a path of names; None where there is none."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def words(self, *path: str) -> str:
        """Return the text of the element on a path, "" where there is none."""
        found = self.first(*path)
        return found.text if found is not None else ""

    def whole(self) -> str:
        """Return all the text in it."""
        return self.text + "".join(child.whole() + child.tail for child in self.children)


def parse(data: bytes, file: str) -> Element:
    """Return the root. Raises Complaint for what is no XML, has a DOCTYPE, or goes beyond the bounds."""
    root = Element("", {})
    open_elements = [root]
    count = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_elements) > MOST_DEPTH or count > MOST_ELEMENTS:
            raise Complaint("import.too_deep", file=file)
        made = Element(_bare(name), {_bare(key): value for key, value in attributes.items()})
        open_elements[-1].children.append(made)
        open_elements.append(made)

    def end(_: str) -> None:
        open_elements.pop()

    def text(words: str) -> None:
        last = open_elements[-1]
        if last.children:
            last.children[-1].tail += words
        else:
            last.text += words

    def refused(*_: object) -> None:
        raise Complaint("import.doctype", file=file)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Complaint("import.not_xml", file=file, line=error.lineno) from None
    return root.children[0]


def _bare(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2]
