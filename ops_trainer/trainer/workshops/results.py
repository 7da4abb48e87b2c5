"""What is left of a workshop: its results, as a document, a table, and a report that is kept in the home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer import private_files
from ops_trainer.locale import Complaint
from ops_trainer.workshop.outcome import outcome
from ops_trainer.workshop.report import page

if TYPE_CHECKING:
    from ops_trainer.locale import Lang
    from ops_trainer.trainer import Trainer
    from ops_trainer.workshop.results import Results

FOLDER = "workshops"


def results(trainer: Trainer, id_: str) -> Results:
    """The results of a workshop, ended or not. Raises Complaint when there is none of that id."""
    workshops = trainer.workshops
    return outcome(workshops.room(id_), workshops.header(id_).utc_offset)


def keep_report(trainer: Trainer, id_: str, lang: Lang) -> Path:
    """Write the report, which names nobody, into the home; where it is.

    Raises Complaint when it can't be written, or there is no such workshop.
    """
    return write(trainer.home / FOLDER / f"{id_}.html", page(results(trainer, id_), lang))


def remove_report(trainer: Trainer, id_: str) -> None:
    """Delete the report that was kept in the home, where there is one."""
    (trainer.home / FOLDER / f"{id_}.html").unlink(missing_ok=True)


def write(path: Path, text: str) -> Path:
    """Write a file whole, or not at all. Raises Complaint when it can't be."""
    try:
        private_files.make_folder(path.parent)
        return private_files.write_whole(path, text.encode())
    except OSError as error:
        raise Complaint("report.cannot_write", path=path, error=error.strerror or type(error).__name__) from None
