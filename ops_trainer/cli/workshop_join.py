"""Playing in a workshop from the terminal, and taking its misses home."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ops_trainer.cli.frame import Frame
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops.remote import Remote


def join(frame: Frame, url: str, name: str | None, pin: str | None, *, mine: bool, plain: bool) -> int:
    """Play until the quiz is over; the exit status."""
    remote = reach(frame, url, pin)
    try:
        if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return _plain(frame, remote, name, mine=mine)
        from ops_trainer.tui.workshop.player import run

        return run(remote, frame.home, name=name, mine=mine, lang=frame.lang if frame.lang_given else None)
    finally:
        remote.close()


def reach(frame: Frame, url: str, pin: str | None) -> Remote:
    """A line to the room at an address. Raises Complaint when it can't be one, or no PIN is known."""
    from ops_trainer import home_probe as glance
    from ops_trainer.trainer.workshops.remote import Remote, address
    from ops_trainer.trainer.workshops.standings import Places

    where = address(url)
    number = pin or where.pin
    if not number and sys.stdin.isatty() and sys.stdout.isatty():
        number = input(frame.say("player.ask_pin"))
    number = "".join(char for char in number if char.isascii() and char.isdigit())
    if not number:
        raise Complaint("cli_workshop.no_pin")
    return Remote(where.base, number, places=Places(glance.folder(frame.home)))


def _plain(frame: Frame, remote: Remote, name: str | None, *, mine: bool) -> int:
    from ops_trainer.cli.plain_player import PlainPlayer
    from ops_trainer.cli.workshop_host import out

    found = remote.back(name)
    if found is None:
        if not name and sys.stdin.isatty():
            name = input(frame.say("player.ask_name"))
        if not name:
            raise Complaint("cli_workshop.no_name")
        found = remote.join(name, frame.lang, knock=mine)
    if found.get("waiting"):
        out(frame.say("player.waiting"))
    PlainPlayer(remote, frame.lang, out).run(sys.stdin)
    return 0


def claim(frame: Frame, url: str, code: str, pin: str | None) -> None:
    """Bring the cards of one's misses back today."""
    with frame.trainer() as trainer:
        remote = reach(frame, url, pin)
        try:
            found = trainer.workshops.claim(remote.claim(code))
        finally:
            remote.close()
        frame.print(frame.say("cli_workshop.claimed", title=found.title, n=len(found.due)))
        if found.again:
            frame.print(frame.say("cli_workshop.claimed_again", n=len(found.again)))
        if found.unknown:
            frame.note(frame.say("cli_workshop.not_here", cards=", ".join(found.unknown)))
