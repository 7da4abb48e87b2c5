"""Learn operations in the terminal: spaced repetition, quizzes, workshops and teams.

Importing this package loads nothing heavy; `open` is the way in for Python programs.
"""

from typing import TYPE_CHECKING

from ops_trainer.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from os import PathLike

    from ops_trainer.trainer import Trainer

__all__ = ["__version__", "open"]


def open(
    home: "str | PathLike[str] | None" = None,
    *,
    learner: "str | None" = None,
    clock: "Callable[[], datetime] | None" = None,
    progress: "Callable[[int, int], None] | None" = None,
) -> "Trainer":
    """Open a learner's home, making it where there is none, and return its trainer: use it in a `with`, or close it.

    `home` is the folder that holds everything (default: OPS_TRAINER_HOME, then the platform's data folder);
    `learner` is a name in that home (default: the one used last); `clock` returns an aware datetime (default: now);
    `progress` is told how many bytes, of how many, are read where lost answers come back or other computers wrote many.
    Raises `ops_trainer.locale.Complaint`, one line with what to do about it, when the home can't be used: read-only,
    full, locked, damaged, or from a newer version.

        with ops_trainer.open(home, learner="mei") as trainer:
            session = trainer.study(["growth"])
            while session.card:
                session.grade(Rating.GOOD)
    """
    from ops_trainer.trainer import Trainer

    return Trainer.open(home, learner=learner, clock=clock, progress=progress)
