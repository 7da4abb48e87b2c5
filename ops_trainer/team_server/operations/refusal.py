"""Why the team server does not do what it is asked."""

from __future__ import annotations

import enum
from collections.abc import Callable

from ops_trainer.locale import Complaint


class Why(enum.Enum):
    """The kinds of refusal, which a face turns into its own codes."""

    UNKNOWN = "unknown"  # no token, or one that is not or no longer good
    NOT_ALLOWED = "not allowed"  # members may not all do it
    NOT_THERE = "not there"  # or another team's, which is the same
    CONFLICT = "conflict"  # it does not fit what is there
    WRONG = "wrong"  # it makes no sense
    TOO_MUCH = "too much"  # over a limit


class Refusal(Complaint):
    """A refusal with its reason in the catalogue."""

    def __init__(self, why: Why, key: str, /, **params: object) -> None:
        super().__init__(key, **params)
        self.why = why


def sound(check: Callable[[str], str], text: str) -> str:
    """A name or note as it is kept. Raises Refusal where the check complains."""
    try:
        return check(text)
    except Complaint as complaint:
        raise Refusal(Why.WRONG, complaint.key, **complaint.params) from None


def not_there() -> Refusal:
    """The one answer for whatever is not there, so that another team's things look the same."""
    return Refusal(Why.NOT_THERE, "team.not_there")
