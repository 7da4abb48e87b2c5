"""Hosting from the command line: the facilitator's screen, or lines in and out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ops_trainer.cli.frame import Frame
from ops_trainer.cli.serving import serve
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.trainer.workshops.plan import Plan

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of `workshop host` as they were given."""

    decks: tuple[str, ...]
    count: int
    seconds: int | None
    port: int | None
    bind: str | None
    mode: str
    teams: int
    seed: int | None
    text: bool
    max_players: int
    auto: bool
    local: bool
    resume: bool


def plan_of(wish: Wish, *, plain: bool) -> Plan:
    """The plan that options ask for. Raises Complaint where they don't go together."""
    from ops_trainer.trainer.workshops.plan import ANYWHERE, Plan
    from ops_trainer.workshop.rules import Rules
    from ops_trainer.workshop.scoring import MODES, Mode

    if wish.mode not in tuple(Mode):
        raise Complaint("cli_workshop.bad_mode", mode=wish.mode)
    mode = Mode(wish.mode)
    if wish.local and (alone := MODES[mode].by_turns) is not None:
        raise Complaint(alone)
    if wish.local and plain:
        raise Complaint("cli_workshop.plain_local")
    seconds = wish.seconds if wish.seconds is not None else 0 if wish.local else SECONDS
    teams = 0 if wish.local else wish.teams
    rules = Rules(mode, seconds=seconds, teams=teams, text=wish.text, max_players=wish.max_players)
    rules.check()
    resume = (wish.decks[0] if wish.decks else "") if wish.resume else None
    return Plan(
        () if wish.resume else wish.decks,
        wish.count,
        wish.seed,
        rules=rules,
        bind=wish.bind or ANYWHERE,
        port=wish.port,
        auto=wish.auto,
        local=wish.local,
        seats=wish.teams if wish.local else 0,
        resume=resume,
    )


def run_screen(frame: Frame, plan: Plan) -> int:
    """Open the app at the facilitator's screen; the exit status."""
    from ops_trainer.cli.study import open_app

    return open_app(frame, ("hotseat" if plan.local else "host", {"plan": plan}))


def run_plain(frame: Frame, plan: Plan, lines: Iterable[str]) -> None:
    """Host by lines until it is over, or the process is told to stop."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        _host_plainly(frame, plan, lines)
    finally:
        signal.signal(signal.SIGTERM, before)


def _host_plainly(frame: Frame, plan: Plan, lines: Iterable[str]) -> None:
    from ops_trainer.cli.plain_host import PlainHost
    from ops_trainer.trainer.workshops.plan import open_room
    from ops_trainer.trainer.workshops.results import keep_report

    with frame.trainer() as trainer:
        hosting = open_room(trainer, plan, frame.lang)
        try:
            server = serve(hosting, plan.bind, plan.port)
            try:
                PlainHost(
                    hosting,
                    server.addresses,
                    frame.lang,
                    out,
                    lambda: str(keep_report(trainer, hosting.id, frame.lang)),
                    auto=plan.auto,
                ).run(lines)
            finally:
                server.stop()
            _to_the_team(frame, trainer, hosting)
        finally:
            hosting.close()


def _to_the_team(frame: Frame, trainer: Trainer, hosting: Hosting) -> None:
    """Where the host leads a team: bring members' misses to them; where that fails, say how to do it later."""
    from ops_trainer.cli.team_lead import brought_words
    from ops_trainer.trainer.teams.leads import bring_home
    from ops_trainer.workshop.state import Phase

    if hosting.room.phase is not Phase.END:
        return
    try:
        brought = bring_home(trainer, hosting.id)
    except Complaint as complaint:
        frame.note(frame.say("cli_team.misses_later", why=complaint, id=hosting.id))
        return
    if brought is not None:
        frame.note(brought_words(frame, brought))


def out(line: str) -> None:
    """A line, at once: programs wait for it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _stop(number: int, where: Any) -> None:
    raise KeyboardInterrupt
