"""Looking back at workshops: the list, and what came out of one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer.cli.frame import Frame
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Header
    from ops_trainer.workshop.results import Results


def list_(frame: Frame, *, as_json: bool) -> None:
    """The workshops hosted here, the latest first."""
    with frame.trainer() as trainer:
        headers = trainer.workshops.list()
        if as_json:
            frame.json([_document(header) for header in headers])
            return
        if not headers:
            frame.note(frame.say("cli_workshop.none"))
        for header in headers:
            state = frame.say("cli_workshop.state_over" if header.ended is not None else "cli_workshop.state_open")
            when = _local(header.created, header.utc_offset).strftime("%Y-%m-%d %H:%M")
            frame.print(frame.say("cli_workshop.line", id=header.id, date=when, title=header.title, state=state))


def results(frame: Frame, id_: str, *, as_json: bool, csv: Path | None, html: Path | None, names: bool) -> None:
    """What came out of a workshop: as lines, a document, a table or a page."""
    from ops_trainer.trainer.workshops.results import results as found_in
    from ops_trainer.trainer.workshops.results import write
    from ops_trainer.workshop.document import document
    from ops_trainer.workshop.report import page
    from ops_trainer.workshop.sheet import sheet

    if as_json + (csv is not None) + (html is not None) > 1:
        raise Complaint("cli_workshop.one_output")
    with frame.trainer() as trainer:
        found = found_in(trainer, id_)
        if as_json:
            frame.json(document(found, names=names))
        elif csv is not None:
            frame.note(frame.say("cli_workshop.written", path=write(csv, sheet(found, frame.lang, names=names))))
        elif html is not None:
            frame.note(frame.say("cli_workshop.written", path=write(html, page(found, frame.lang, names=names))))
        else:
            _print(frame, found, names=names)


def remove(frame: Frame, id_: str) -> None:
    """Delete a workshop with everything that was answered in it, and the report that was kept."""
    from ops_trainer.trainer.workshops.results import remove_report

    with frame.trainer() as trainer:
        trainer.workshops.remove(id_)
        remove_report(trainer, id_)
        frame.note(frame.say("cli_workshop.removed", id=id_))


def _print(frame: Frame, found: Results, *, names: bool) -> None:
    from ops_trainer.workshop.document import when
    from ops_trainer.workshop.results import figures

    frame.print(
        frame.say(
            "cli_workshop.result_head",
            title=found.title,
            date=when(found).strftime("%Y-%m-%d %H:%M"),
            players=len(found.people),
            questions=len(found.asked),
        )
    )
    for one in figures(found):
        prompt = one.question.prompt.in_lang(frame.lang).replace("\n", " ")
        says = "cli_workshop.result_poll" if one.asked.poll else "cli_workshop.result_line"
        frame.print(frame.say(says, place=one.place, share=f"{one.share:.0%}", prompt=prompt))
    for person in found.people if names else ():
        frame.print(f"{person.rank:>3}. {person.points:>6}  {person.name}")


def _document(header: Header) -> dict[str, Any]:
    return {
        "id": header.id,
        "title": header.title,
        "at": _local(header.created, header.utc_offset).isoformat(timespec="seconds"),
        "pin": header.pin,
        "over": header.ended is not None,
    }


def _local(at: int, utc_offset: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, timezone(timedelta(minutes=utc_offset)))
