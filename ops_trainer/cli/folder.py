"""`ops-trainer folder`: the folder that a person's computers share."""

import unicodedata
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.team_words import asked, at_terminal
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer

SHOWN = 8  # characters of a person's id that stand for it


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the command."""
    say = frame.say

    @app.command("folder", help=say("folder.command"))
    def folder(
        path: Annotated[Path | None, Argument(help=say("folder.path_argument"), metavar="PATH")] = None,
        as_: Annotated[str | None, Option("--as", help=say("folder.as_option"), metavar="NAME")] = None,
        new: Annotated[bool, Option("--new", help=say("folder.new_option"))] = False,
        leave: Annotated[bool, Option("--leave", help=say("folder.leave_option"))] = False,
        not_me: Annotated[bool, Option("--not-me", help=say("folder.not_me_option"))] = False,
    ) -> None:
        if (leave or not_me) and (path or as_ or new or (leave and not_me)):
            raise Complaint("folder.alone", option="--leave" if leave else "--not-me")
        if as_ and new:
            raise Complaint("folder.one_of")
        if path is None and (as_ or new):
            raise Complaint("folder.needs_path")
        with frame.trainer() as trainer:
            if leave:
                _leave(frame, trainer)
            elif not_me:
                _part(frame, trainer)
            elif path is None:
                _show_status(frame, trainer)
            else:
                _join(frame, trainer, path, as_, new=new)


def _leave(frame: Frame, trainer: "Trainer") -> None:
    shared = trainer.shared_folder
    if shared is None:
        frame.print(frame.say("folder.status_none"))
        return
    trainer.leave_folder()
    frame.print(frame.say("folder.left", path=shared.path))


def _part(frame: Frame, trainer: "Trainer") -> None:
    shared = trainer.shared_folder
    if shared is None:
        raise Complaint("folder.not_shared")
    answers = trainer.part_from_folder()
    frame.print(frame.say("folder.parted", name=shared.name))
    frame.print(_count(frame, "folder.parted_answers", "folder.parted_none", answers))
    frame.note(frame.say("folder.parted_there", name=shared.name, device=trainer.context.device))


def _show_status(frame: Frame, trainer: "Trainer") -> None:
    trainer.exchange()
    shared = trainer.shared_folder
    if shared is None:
        frame.print(frame.say("folder.status_none"))
        return
    frame.print(frame.say("folder.status", path=shared.path, name=shared.name))
    if not shared.there:
        frame.print(frame.say("folder.status_away"))
    if shared.at:
        at = datetime.fromtimestamp(shared.at / 1000, trainer.clock().tzinfo)
        frame.print(frame.say("folder.status_at", at=f"{at:%Y-%m-%d %H:%M}"))
    else:
        frame.print(frame.say("folder.status_never"))
    frame.print(_count(frame, "folder.status_answers", "folder.answers_none", shared.answers))
    if (why := trainer.context.no_journal) is not None:
        frame.print(frame.say("folder.trouble", why=why))


def _join(frame: Frame, trainer: "Trainer", path: Path, name: str | None, *, new: bool) -> None:
    here = trainer.context.learner_id
    people = {person.id: person for person in trainer.people_in(path)}
    others = [person for person in people.values() if person.id != here]
    person: str | None = None
    if name is not None:
        person = _named(name, {one.id: one.name for one in people.values()}, path)
    elif others and not new and here not in people:
        person = _asked(frame, path, {one.id: (one.name, one.answers) for one in others})
    answers = trainer.share_folder(path, person)
    shared = trainer.shared_folder
    assert shared is not None
    frame.print(frame.say("folder.joined" if others else "folder.joined_alone", path=shared.path, name=shared.name))
    frame.print(_count(frame, "folder.answers", "folder.answers_none", answers))
    if person is not None:
        frame.note(frame.say("folder.wrong_person", name=shared.name))
    frame.note(frame.say("folder.private"))


def _word(text: str) -> str:
    """Return a text as one word of a command line."""
    return f'"{text}"' if " " in text else text


def _count(frame: Frame, some: str, none: str, n: int) -> str:
    return frame.say(some, n=n) if n else frame.say(none)


def _named(name: str, people: dict[str, str], path: Path) -> str:
    """Return the id of the person of a name, or of the beginning of an id. Raises Complaint for nobody or several."""
    wanted = name.strip().casefold()
    found = [id_ for id_, called in people.items() if called.casefold() == wanted]
    found = found or [id_ for id_ in people if len(wanted) >= SHOWN and id_.startswith(wanted)]
    if not found:
        raise Complaint("folder.nobody", name=name, path=path, known=", ".join(people.values()) or "-")
    if len(found) > 1:
        raise Complaint("folder.several", n=len(found), name=name, known=", ".join(id_[:SHOWN] for id_ in found))
    return found[0]


def _asked(frame: Frame, path: Path, others: dict[str, tuple[str, int]]) -> str | None:
    """Ask which of the people in a folder one is; None for none. Raises Complaint where nobody can be asked."""
    said = [frame.say("folder.person", name=name, n=answers) for name, answers in others.values()]
    first = next(name for name, _ in others.values())
    nobody = Complaint("folder.who", known="; ".join(said), path=_word(str(path)), name=_word(first))
    if not at_terminal():
        raise nobody
    if len(others) == 1:
        (id_, (name, answers)), *_ = others.items()
        return id_ if _answer(frame, "folder.ask_one", ["y", "n"], nobody, name=name, n=answers) == "y" else None
    for number, line in enumerate(said, 1):
        frame.note(f"  {number}  {line}")
    numbers = [str(number) for number in range(len(others) + 1)]
    number = int(_answer(frame, "folder.ask_many", numbers, nobody))
    return list(others)[number - 1] if number else None


def _answer(frame: Frame, key: str, allowed: list[str], nobody: Complaint, **params: object) -> str:
    """Ask until one of the answers comes; written full-width, as an input method does, it is the same.

    Raises `nobody` where nothing is answered.
    """
    while typed := unicodedata.normalize("NFKC", asked(frame, key, **params)).casefold():
        if typed in allowed:
            return typed
        frame.note(frame.say("folder.ask_again", known=", ".join(allowed)))
    raise nobody
