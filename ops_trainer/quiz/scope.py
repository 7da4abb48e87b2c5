"""What a quiz asks about: what was met, all of it, or what is still ahead."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable


class Scope(enum.StrEnum):
    """Which notes a quiz draws from. A note was met once one of its cards was reviewed."""

    MET = "met"
    ALL = "all"
    AHEAD = "ahead"


def within(refs: Iterable[str], scope: Scope, met: Collection[str]) -> list[str]:
    """The notes (`deck/note`) of a scope, in their order; `met` are those that the learner has met."""
    if scope is Scope.ALL:
        return list(refs)
    return [ref for ref in refs if (ref in met) is (scope is Scope.MET)]
