"""An article read: all that its rules found, or as a parcel what they are sure of."""

from __future__ import annotations

from dataclasses import dataclass

from ops_trainer.drafting.blocks import Block, blocks_of
from ops_trainer.drafting.own_words import ArticleWords
from ops_trainer.drafting.rules import Draft, drafts_of
from ops_trainer.exchange.parcel import Parcel, Source, first_line
from ops_trainer.locale import Complaint


@dataclass(frozen=True, slots=True)
class Article:
    """What an article is called, what its rules found, and its words."""

    title: str
    drafts: list[Draft]
    words: ArticleWords


def read_article(source: Source) -> Article:
    """Return an article with all that its rules found. Raises Complaint for a file that can't be read, or holds
    nothing."""
    blocks = blocks_of(source)
    drafts = drafts_of(blocks)
    if not drafts:
        raise Complaint("draft.nothing", file=source.path.name)
    return Article(_title(source, blocks), drafts, ArticleWords("\n".join(block.text for block in blocks)))


def _title(source: Source, blocks: list[Block]) -> str:
    top = [block.text for block in blocks[:3] if block.sort == "heading" and block.level == 1]
    return top[0] if top else source.name


def read(source: Source, *, doubtful: bool = False) -> Parcel:
    """Return the notes that an article may hold; those that are `doubtful` are losses unless they are wanted.

    Raises Complaint for a file that can't be read, or holds nothing.
    """
    blocks = blocks_of(source)
    parcel = Parcel("draft", _title(source, blocks))
    for draft in drafts_of(blocks):
        if draft.taken or doubtful:
            parcel.add(draft.raw, first_line(draft.raw))
        else:
            parcel.losses.add("draft.doubtful", first_line(draft.raw))
    if not parcel.notes and not len(parcel.losses):
        raise Complaint("draft.nothing", file=source.path.name)
    return parcel
