"""Which earlier names of notes (`formerly`) hold: nothing that is still there is taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ops_trainer.locale import Complaint


@dataclass(frozen=True, slots=True)
class Claim:
    """What a deck says by `formerly`: the note `old` is called `new` today, both as `deck/note`."""

    old: str
    new: str

    @property
    def is_rename(self) -> bool:
        """Whether the note stayed in its deck."""
        return self.old.partition("/")[0] == self.new.partition("/")[0]


def settle(
    claims: Iterable[Claim], against: Callable[[Claim], Complaint | None], before: Mapping[str, str]
) -> tuple[dict[str, str], dict[Claim, Complaint]]:
    """Return the names that hold, old to new, and the claims that do not, each with why.

    `against` tells why a claim may not hold, None where nothing is against it. Of several claims to one name the one
    that held `before` goes on holding, else a rename within the deck, else the first by name.
    """
    holding: dict[str, str] = {}
    refused: dict[Claim, Complaint] = {}
    for claim in sorted(set(claims), key=lambda one: (before.get(one.old) != one.new, not one.is_rename, one.new)):
        if claim.old == claim.new:
            continue
        if (complaint := against(claim)) is not None:
            refused[claim] = complaint
        elif claim.old in holding:
            refused[claim] = Complaint("deck.formerly_taken", old=claim.old, other=holding[claim.old])
        else:
            holding[claim.old] = claim.new
    return holding, refused


def lives(claim: Claim) -> Complaint:
    """Return why a claim to a note that is still there does not hold."""
    return Complaint("deck.formerly_lives", old=claim.old, new=claim.new)
