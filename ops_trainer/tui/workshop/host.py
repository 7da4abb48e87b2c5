"""The facilitator's screen of a workshop: what the room sees on the projector, and every control by one key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.locale import Complaint
from ops_trainer.tui.widgets.frame import Notice, TitleBar
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.workshop import host_lobby as lobby
from ops_trainer.tui.workshop import host_question as asking
from ops_trainer.tui.workshop import host_ranks as ranks
from ops_trainer.tui.workshop import host_reveal as reveal
from ops_trainer.tui.workshop.host_controls import Controls
from ops_trainer.tui.workshop.host_gauge import Pace, gauge
from ops_trainer.tui.workshop.host_keys import HostKeys
from ops_trainer.tui.workshop.host_space import Space
from ops_trainer.workshop.auto import Step, stays, step
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams.leads import Brought
    from ops_trainer.trainer.workshops import Plan, Server
    from ops_trainer.trainer.workshops.hosting import Hosting
    from ops_trainer.workshop.lead import Lead

TICK_S = 0.25  # between two looks at the clock
CROWD = 60  # players from which on the screen keeps up a little behind
NARROW = 56  # cells of a window below which the title gives way to the numbers


class Stirred(Message, bubble=False, namespace="host"):
    """Something happened in the room; posted from whatever thread it happened in."""


class Host(Controls):
    """A workshop being held. Opens its room and server, and closes both when it is left."""

    CSS_PATH = "host.tcss"
    AREA_TITLE = "host.title"
    TOPIC = "workshop"
    AUTO_FOCUS = ""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.auto = plan.auto
        self.server: Server | None = None
        self.after = ranks.After()
        self._troubled = ""  # what `#trouble` says
        self._looking = False  # a look at the room is under way
        self._again = False  # and something happened since
        self._ends: int | None = None  # when the open vote is over, by the room's clock
        self._step: tuple[Step, int] | None = None  # what the waiting is counted from, and since when
        self._unwatch: Callable[[], None] = lambda: None

    def compose(self) -> Iterable[Widget]:
        """The frame of every screen, with a key bar that tells the next step."""
        yield TitleBar(self.title_text())
        yield Notice()
        with Vertical(id="body"):
            yield from self.body()
        yield HostKeys()

    def body(self) -> Iterable[Widget]:
        """What can't be saved, time and answers, somebody at the door, the stage."""
        for name in ("trouble", "gauge", "knock"):
            yield Static(id=name, markup=False)
        with VerticalScroll(id="stage", can_focus=False):
            yield Static(id="view", markup=False)

    # opening and closing

    def load(self) -> None:
        """Open the room and the server; when they are there, look."""
        if self.hosting is None:
            self.query_one("#view", Static).update(Prose(self.say("host.opening")))
            self.ask(self.opening, self.opened, group="open")
        else:
            self.look()

    def opening(self, trainer: Trainer) -> tuple[Hosting, Server | None]:
        """Open the room, and the server unless everybody sits here. Runs in a thread."""
        hosting = trainer.workshops.open(self.plan, self.lang)
        serve = self.app.serve
        if self.plan.local or serve is None:
            return hosting, None
        try:
            return hosting, serve(hosting, self.plan.bind, self.plan.port)
        except BaseException:
            hosting.close()
            raise

    def opened(self, found: tuple[Hosting, Server | None]) -> None:
        """The room is there: watch it."""
        self.hosting, self.server = found
        self._unwatch = self.hosting.watch(self.stirred)
        self.set_interval(TICK_S, self.tick)
        self.look()

    def stirred(self, _: object) -> None:
        """Have the screen look again; called from any thread."""
        self.post_message(Stirred())

    def on_talk_failed(self, event: Any) -> None:
        """Say why the room can't be opened, and go back; the words stay in the notice."""
        super().on_talk_failed(event)
        self._looking = False
        if self.hosting is None:
            self.dismiss()

    def on_unmount(self) -> None:
        """Close the room and the server; what is not over can be resumed."""
        self._unwatch()
        if self.hosting is None:
            return
        try:
            self.app.executor.submit(close, self.server, self.hosting)
        except RuntimeError:  # the whole app is closing, and its hand has gone already
            close(self.server, self.hosting)

    def action_leave(self) -> None:
        """Leave; before the end, after asking."""
        if self.lead is None or self.lead.phase is Phase.END:
            self.dismiss()
            return
        choices = [
            ("stay", self.say("host.stay")),
            ("leave", self.say("host.leave")),
            ("end", self.say("host.end_yes")),
        ]
        self.app.go("which", then=self._leave, title=self.say("host.leave_now"), choices=choices,
                    note=self.say("host.leave_note"))  # fmt: skip

    async def _leave(self, answer: str | None) -> None:
        if answer == "end":
            await self._finish("yes")
        elif answer == "leave":
            self.dismiss()

    # looking

    def on_host_stirred(self) -> None:
        """Something happened."""
        self.look()

    def look(self) -> None:
        """Look at the room in a thread, one look at a time: what happens meanwhile is seen by the next one."""
        hosting = self.hosting
        if hosting is None:
            return
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        self.ask(lambda _: (hosting.view(), hosting.now()), self.seen, group="look")

    def seen(self, found: tuple[Lead, int]) -> None:
        """The room as it is: show it."""
        lead, now = found
        self._looking = False
        before, self.lead = self.lead, lead
        self._ends = now + lead.remaining_ms if lead.remaining_ms is not None and lead.open else None
        if self._step is None or self._step[0] != step(lead):
            self._step = (step(lead), now)
        moved = before is None or (before.phase, before.number, before.ballot) != (lead.phase, lead.number, lead.ballot)
        self.draw()
        if moved:
            self.query_one("#stage", VerticalScroll).scroll_home(animate=False)
            if lead.phase is Phase.END:
                self.ask(self.ending, self.ended, group="report")
        self.refresh_bindings()
        if self._again and lead.here > CROWD:
            self.set_timer(TICK_S, self.look)  # a crowd's answers are shown together, so that the server has the time
        elif self._again:
            self.look()

    def ending(self, trainer: Trainer) -> ranks.After:
        """Write the report; the hardest questions. Runs in a thread."""
        from ops_trainer.workshop.results import figures, hardest

        assert self.hosting is not None
        path = trainer.workshops.keep_report(self.hosting.id, self.lang)
        hard = tuple(hardest(figures(trainer.workshops.results(self.hosting.id))))
        return ranks.After(hard, str(path), self.has_door())

    def ended(self, after: ranks.After) -> None:
        """The report is written; where the host leads a team, members' misses go to them."""
        self.after = after
        self.draw()
        assert self.hosting is not None
        id_ = self.hosting.id

        def work(trainer: Trainer) -> Brought | Complaint | None:
            from ops_trainer.trainer.teams.leads import bring_home

            try:
                return bring_home(trainer, id_)
            except Complaint as complaint:
                return Complaint("team_screen.misses_later", why=complaint, id=id_)

        self.ask(work, self.brought, group="team")

    def brought(self, found: Brought | Complaint | None) -> None:
        """Say whose misses are on their way, or how to send them later."""
        if isinstance(found, Complaint):
            self.complain(found)
        elif found is not None and found.matched:
            self.app.notify(self.say("team_screen.misses_sent", n=len(found.matched), names=", ".join(found.matched)))

    # drawing

    def space(self, width: int) -> Space:
        """What there is to draw on."""
        stage = self.query_one("#stage")
        return Space(width, max(stage.size.height, 4), self.say, self.lang)

    def door(self) -> lobby.Door | None:
        """How one comes in; None where there is no network."""
        if self.server is None or self.lead is None:
            return None
        first, *others = self.server.addresses
        return lobby.Door(first, f"{first.rstrip('/')}/{self.lead.pin}", tuple(others))

    def has_door(self) -> bool:
        """Whether people come in over the network."""
        return self.server is not None

    def draw(self) -> None:
        """Everything as it is now."""
        lead = self.lead
        if lead is None:
            return
        count = self.say("host.count", n=lead.here)
        number = f"{lead.number}/{lead.count} · " if lead.number else ""
        pin = f"PIN {lobby.spelled(lead.pin)}" if self.server is not None else ""
        if self.size.width < NARROW:
            self.set_title(f"{number}{count}", pin)
        else:
            self.set_title(lead.title, f"{number}{count} · {pin}" if pin else f"{number}{count}")
        knock = self.query_one("#knock", Static)
        knock.display = bool(lead.knocks)
        if lead.knocks:
            says = self.say("host.knocking", name=lead.knocks[0].name, key=self.key_name("host.grant"))
            knock.update(Prose(says))
        self.query_one("#view", Static).update(Fluid(partial(self.view, lead)))
        self.draw_trouble()
        self.draw_gauge()

    def draw_trouble(self) -> None:
        """Why nothing can be saved just now, for as long as that is so; phones are asked to try again meanwhile."""
        if self.hosting is None or not self.is_attached:
            return
        trouble, line = self.hosting.trouble, self.query_one("#trouble", Static)
        says = "" if trouble is None else f"✗ {self.say_complaint(trouble)}"
        if says != self._troubled:
            self._troubled = says
            line.update(Prose(says))
            line.display = bool(says)

    def view(self, lead: Lead, width: int) -> Content:
        """The phase at a width."""
        space = self.space(width)
        match lead.phase:
            case Phase.LOBBY:
                return lobby.lobby(lead, self.door(), space)
            case Phase.QUESTION:
                return asking.asking(lead, space)
            case Phase.DISCUSS:
                return asking.discussing(lead, space)
            case Phase.REVEAL:
                return reveal.reveal(lead, space)
            case Phase.STANDINGS:
                return ranks.standings(lead, space)
        return ranks.finale(lead, self.after, space)

    def on_resize(self, event: events.Resize) -> None:
        """Other heights leave room for more or less."""
        self.call_after_refresh(self.draw)

    # time

    def tick(self) -> None:
        """Look at the clock: show the time, what can't be saved, and go on where the workshop leads itself."""
        self.draw_trouble()
        self.draw_gauge()
        wait = self.wait_ms()
        if wait is not None and wait <= 0 and self.auto and not self.app.screen.is_modal:
            self._step = None
            self.call_later(self.action_next)

    def wait_ms(self) -> int | None:
        """Milliseconds until the workshop goes on by itself; None when it does not."""
        if self.lead is None or self.hosting is None or self._step is None or not self.auto:
            return None
        stay = stays(self.lead, self.lang)
        return None if stay is None else stay - (self.hosting.now() - self._step[1])

    def draw_gauge(self) -> None:
        """The time and the answers."""
        lead, hosting = self.lead, self.hosting
        if lead is None or hosting is None or not self.is_attached:
            return
        left = lead.remaining_ms if self._ends is None or lead.paused else max(self._ends - hosting.now(), 0)
        pace = Pace(left, self.wait_ms())
        line = self.query_one("#gauge", Static)
        shown = gauge(lead, pace, self.say, 40)
        line.display = shown is not None
        if shown is not None:
            line.update(Fluid(lambda width: gauge(lead, pace, self.say, width) or Content()))

    def action_entrance(self) -> None:
        """The code and the address over the whole screen, for those who come late."""
        door, lead = self.door(), self.lead
        if door is not None and lead is not None:
            self.app.go("entrance", lead=lead, door=door)


def close(server: Server | None, hosting: Hosting) -> None:
    """Stop the server, then close the room."""
    if server is not None:
        server.stop()
    hosting.close()
