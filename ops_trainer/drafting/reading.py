"""An article read into a parcel: what its rules are sure of, or all that they found."""

from __future__ import annotations

from ops_trainer.drafting.blocks import blocks_of
from ops_trainer.drafting.rules import drafts_of
from ops_trainer.exchange.parcel import Parcel, Source, first_line
from ops_trainer.locale import Complaint


def read(source: Source, *, doubtful: bool = False) -> Parcel:
    """Return the notes that an article may hold; those that are `doubtful` are losses unless they are wanted.

    Raises Complaint for a file that can't be read, or holds nothing.
    """
    blocks = blocks_of(source)
    parcel = Parcel("draft", source.name)
    for draft in drafts_of(blocks):
        if draft.taken or doubtful:
            parcel.add(draft.raw, first_line(draft.raw))
        else:
            parcel.losses.add("draft.doubtful", first_line(draft.raw))
    top = [block.text for block in blocks[:3] if block.sort == "heading" and block.level == 1]
    if top:
        parcel.title = top[0]
    if not parcel.notes and not len(parcel.losses):
        raise Complaint("draft.nothing", file=source.path.name)
    return parcel
