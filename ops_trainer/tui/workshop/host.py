"""The facilitator's screen of a workshop: what the room sees on the projector, and every control by one key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.answer import Band
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.frame import Keys, Notice, Shortcut, TitleBar
from ops_trainer.tui.widgets.text import Fluid, Prose
from ops_trainer.tui.workshop import host_lobby, host_question, host_ranks
from ops_trainer.tui.workshop.host_space import Space
from ops_trainer.workshop.lead import Step, stays, step
from ops_trainer.workshop.rules import poll_of
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.team.wire import MissesTaken
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.workshops import Plan, Server
    from ops_trainer.trainer.workshops.hosting import Hosting
    from ops_trainer.workshop.lead import Lead

LONELY_MS = 60_000  # without a phone until the lobby says what to try
TICK_S = 0.25  # between two looks at the clock
CROWD = 60  # players from which on the screen keeps up a little behind
NARROW = 56  # cells of a window below which the title gives way to the numbers
TINY_LINES = 2
SMALL = 18  # rows of a window below which the key bar keeps to its two lines
PALETTE = "palette"  # its link is always kept: it leads to all the others
NEXT_STEPS = {
    Phase.LOBBY: "host.key_begin",
    Phase.QUESTION: "host.key_reveal",
    Phase.DISCUSS: "host.key_vote",
    Phase.REVEAL: "host.key_ranks",
    Phase.STANDINGS: "host.key_question",
}


class RoomChanged(Message, bubble=False, namespace="host"):
    """Posted when something happened in the room, from whatever thread it happened in."""


class HostKeys(Keys):
    """The key bar of a workshop: the step that comes next by its name, and on a tiny projector no more than two lines.

    What has no room is in the command palette.
    """

    def _shortcuts(self) -> list[Shortcut]:
        shortcuts = [
            one._replace(does=cast("Host", self.screen).key_label(one.binding.action) or one.does)
            for one in super()._shortcuts()
        ]
        shortcuts.sort(key=lambda one: one.binding.action == "leave")  # the step that comes next stands first
        return shortcuts if self.app.size.height >= SMALL else self._fitting(shortcuts)

    def on_resize(self, event: events.Resize) -> None:
        """Show more or fewer keys at another width."""
        self.call_after_refresh(self._renew)

    def _fitting(self, shortcuts: list[Shortcut]) -> list[Shortcut]:
        last = [one for one in shortcuts if one.binding.action.endswith(PALETTE)]
        first = [one for one in shortcuts if one not in last]
        while first and self._lines([*first, *last]) > TINY_LINES:
            first.pop()
        return [*first, *last]

    def _lines(self, shortcuts: list[Shortcut]) -> int:
        """Count the lines that shortcuts take when each goes on in the next where it does not fit."""
        lines, used = 1, 0
        for one in shortcuts:
            width = cell_len(one.shown) + cell_len(one.does) + 3
            if used and used + width > self.app.size.width:
                lines, used = lines + 1, 0
            used += width
        return lines


class Host(BaseScreen[None]):
    """A workshop being held. Opens its room and server, and closes both when it is left."""

    CSS_PATH = "host.tcss"
    AREA_TITLE = "host.title"
    TOPIC = "workshop"
    AUTO_FOCUS = ""
    WELCOMES_FIRST = False  # the welcome is about studying, and a room is waiting
    BINDINGS: ClassVar[Bindings] = [
        key("space,enter,right", "next", "host.key_next", "host.tip_next", id="host.next"),
        key("p,1", "control('pause')", "host.key_pause", "host.tip_pause", id="host.pause"),
        key("plus,equals_sign,m", "control('more')", "host.key_more", "host.tip_more", id="host.more"),
        key("d,2", "control('discuss')", "host.key_discuss", "host.tip_discuss", id="host.discuss"),
        key("c,3", "control('close_vote')", "host.key_close", "host.tip_close", id="host.close"),
        key("s,4", "control('skip')", "host.key_skip", "host.tip_skip", id="host.skip"),
        key("g,6", "grant", "host.key_grant", "host.tip_grant", id="host.grant"),
        key("r,5", "judge", "host.key_judge", "host.tip_judge", id="host.judge"),
        key("l,7", "lock", "host.key_lock", "host.tip_lock", id="host.lock"),
        key("k,8", "kick", "host.key_kick", "host.tip_kick", id="host.kick"),
        key("i,9", "entrance", "host.key_entrance", "host.tip_entrance", id="host.entrance"),
        key("t,f4", "address", "host.key_address", "host.tip_address", id="host.address"),
        key("w,f3", "attendance", "host.key_attendance", "host.tip_attendance", id="host.attendance"),
        key("b,minus", "projector", "host.key_projector", "host.tip_projector", id="host.projector"),
        key("o,comma", "phones", "host.key_phones", "host.tip_phones", id="host.phones"),
        key("v,0", "poll", "host.key_poll", "host.tip_poll", id="host.poll"),
        key("a,full_stop", "auto", "host.key_auto", "host.tip_auto", id="host.auto"),
        key("e,delete", "finish", "host.key_end", "host.tip_end", id="host.end"),
        key("down,j", "scroll('down')", "study.key_down", "study.tip_down", id="host.down", show=False),
        key("up", "scroll('up')", "study.key_up", "study.tip_up", id="host.up", show=False),
        key("pagedown", "scroll('page_down')", "study.key_down", "study.tip_down", id="host.page_down", show=False),
        key("pageup", "scroll('page_up')", "study.key_up", "study.tip_up", id="host.page_up", show=False),
    ]

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.auto = plan.auto
        self.hosting: Hosting | None = None
        self.lead: Lead | None = None
        self.server: Server | None = None
        self.after = host_ranks.After()
        self._troubled = ""  # what `#trouble` says
        self._looking = False  # a look at the room is under way
        self._again = False  # and something happened since
        self._ends: int | None = None  # when the open vote is over, by the room's clock
        self._step: tuple[Step, int] | None = None  # what the waiting is counted from, and since when
        self._unwatch: Callable[[], None] = lambda: None
        self._places: tuple[str, ...] = ()  # the addresses of this computer, as they were looked up last
        self._alone = False  # this computer was in no network then
        self._opened = 0  # when the lobby was first shown, by the room's clock
        self._advised = False  # it says what to try where nobody comes in

    def compose(self) -> Iterable[Widget]:
        """Yield the frame of every screen, with a key bar that tells the next step."""
        yield TitleBar(self.title_text())
        yield Notice()
        with Vertical(id="body"):
            yield from self.body()
        yield HostKeys()

    def body(self) -> Iterable[Widget]:
        """Yield what can't be saved, time and answers, who asks for a lost name, the stage."""
        for name in ("trouble", "gauge", "knock"):
            yield Static(id=name, markup=False)
        with VerticalScroll(id="stage", can_focus=False):
            yield Static(id="view", markup=False)

    # opening and closing

    def load(self) -> None:
        """Open the room and the server; when they are there, look."""
        if self.hosting is None:
            self.query_one("#view", Static).update(Prose(self.say("host.opening")))
            self.ask(self.open_room, self.opened, group="open")
        else:
            self.look()

    def open_room(self, trainer: Trainer) -> tuple[Hosting, Server | None]:
        """Open the room, and the server unless everybody sits here. Runs in a thread."""
        hosting = trainer.workshops.open(self.plan, self.lang)
        serve = self.app.serve
        if self.plan.local or serve is None:
            return hosting, None
        try:
            return hosting, serve(hosting, self.plan)
        except BaseException:
            hosting.close()
            raise

    def opened(self, found: tuple[Hosting, Server | None]) -> None:
        """Watch the room that was opened."""
        self.hosting, self.server = found
        if self.server is not None:
            self._places, self._alone = self.server.addresses, self.server.alone
        self._opened = self.hosting.now()
        self._unwatch = self.hosting.watch(self.room_changed)
        self.set_interval(TICK_S, self.tick)
        self.look()

    def room_changed(self, _: object) -> None:
        """Have the screen look again; called from any thread."""
        self.post_message(RoomChanged())

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
        except RuntimeError:  # the whole app is closing, and its executor takes no more calls
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

    def on_host_room_changed(self) -> None:
        """Look at the room."""
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
        self.ask(lambda _: (hosting.view(), hosting.now()), self.show, group="look")

    def show(self, found: tuple[Lead, int]) -> None:
        """Show the room as it was at a time by its own clock."""
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
                self.ask(self.write_report, self.report_written, group="report")
        self.refresh_bindings()
        if self._again and lead.here > CROWD:
            self.set_timer(TICK_S, self.look)  # a crowd's answers are shown together, so that the server has the time
        elif self._again:
            self.look()

    def write_report(self, trainer: Trainer) -> host_ranks.After:
        """Write the report, and find the hardest questions. Runs in a thread."""
        from ops_trainer.workshop.results import figures, hardest

        assert self.hosting is not None
        path = trainer.workshops.keep_report(self.hosting.id, self.lang)
        hard = tuple(hardest(figures(trainer.workshops.results(self.hosting.id))))
        return host_ranks.After(hard, str(path), self.networked)

    def report_written(self, after: host_ranks.After) -> None:
        """Show what the end adds; where the host leads a team, members' misses go to them."""
        self.after = after
        self.draw()
        assert self.hosting is not None
        id_, room = self.hosting.id, self.hosting.room

        def work(trainer: Trainer) -> MissesTaken | Complaint | None:
            try:
                return trainer.teams.send_workshop_misses(lambda: room)
            except Complaint as complaint:
                return Complaint("team_screen.misses_later", why=complaint, id=id_)

        self.ask(work, self.misses_sent, group="team")

    def misses_sent(self, found: MissesTaken | Complaint | None) -> None:
        """Say whose misses are on their way, or how to send them later."""
        if isinstance(found, Complaint):
            self.complain(found)
        elif found is not None and found.matched:
            self.app.notify(self.say("team_screen.misses_sent", n=len(found.matched), names=", ".join(found.matched)))

    # drawing

    @property
    def networked(self) -> bool:
        """Whether people come in over the network."""
        return self.server is not None

    def addresses(self) -> host_lobby.Addresses | None:
        """Return how one comes in; None where there is no network."""
        if self.server is None or self.lead is None or self.hosting is None:
            return None
        shown = self.hosting.address
        return host_lobby.Addresses(
            shown,
            f"{shown.rstrip('/')}/{self.lead.pin}",
            tuple(one for one in self._places if one != shown),
            self.key_name("host.address"),
            self._alone,
            self._advised and not self._alone,
        )

    def draw(self) -> None:
        """Show everything as it is now."""
        lead = self.lead
        if lead is None:
            return
        count = self.say("host.count", n=lead.here)
        number = f"{lead.number}/{lead.count} · " if lead.number else ""
        pin = f"PIN {host_lobby.spelled(lead.pin)}" if self.server is not None else ""
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
        """Say why nothing can be saved just now, for as long as that is so; phones are asked to try again meanwhile."""
        if self.hosting is None or not self.is_attached:
            return
        trouble, line = self.hosting.trouble, self.query_one("#trouble", Static)
        says = "" if trouble is None else f"✗ {self.say_complaint(trouble)}"
        if says != self._troubled:
            self._troubled = says
            line.update(Prose(says))
            line.display = bool(says)

    def view(self, lead: Lead, width: int) -> Content:
        """Return the phase at a width."""
        space = Space(width, max(self.query_one("#stage").size.height, 4), self.say, self.lang)
        match lead.phase:
            case Phase.LOBBY:
                return host_lobby.lobby(lead, self.addresses(), space)
            case Phase.QUESTION:
                return host_question.asking(lead, space)
            case Phase.DISCUSS:
                return host_question.discussing(lead, space)
            case Phase.REVEAL:
                return host_question.reveal(lead, space)
            case Phase.STANDINGS:
                return host_ranks.standings(lead, space)
        return host_ranks.finale(lead, self.after, space)

    def on_resize(self, event: events.Resize) -> None:
        """Draw anew: another height leaves room for more or less."""
        self.call_after_refresh(self.draw)

    # time

    def tick(self) -> None:
        """Look at the clock: show the time, what can't be saved, and go on where the workshop leads itself."""
        self.draw_trouble()
        self.draw_gauge()
        self.advise()
        wait = self.wait_ms()
        if wait is not None and wait <= 0 and self.auto and not self.app.screen.is_modal:
            self._step = None
            self.call_later(self.action_next)

    def advise(self) -> None:
        """Say what to try where nobody has come in for a minute."""
        lead, hosting = self.lead, self.hosting
        if lead is None or hosting is None or self._advised or lead.phase is not Phase.LOBBY or lead.here:
            return
        if self.networked and hosting.now() - self._opened >= LONELY_MS:
            self._advised = True
            self.draw()

    def wait_ms(self) -> int | None:
        """Return the milliseconds until the workshop goes on by itself; None when it does not."""
        if self.lead is None or self.hosting is None or self._step is None or not self.auto:
            return None
        stay = stays(self.lead, self.lang)
        return None if stay is None else stay - (self.hosting.now() - self._step[1])

    def draw_gauge(self) -> None:
        """Show the time and the answers."""
        lead, hosting = self.lead, self.hosting
        if lead is None or hosting is None or not self.is_attached:
            return
        left = lead.remaining_ms if self._ends is None or lead.paused else max(self._ends - hosting.now(), 0)
        gauge = partial(host_question.gauge, lead, host_question.Pace(left, self.wait_ms()), self.say)
        line = self.query_one("#gauge", Static)
        line.display = gauge(40) is not None
        if line.display:
            line.update(Fluid(lambda width: gauge(width) or Content()))

    # what the keys do, and when

    def key_label(self, action: str) -> str | None:
        """Return what the key of an action does now; None where it always does the same."""
        lead = self.lead
        if action == "next":
            return self.next_label()
        if lead is not None and action == "control('pause')" and lead.paused:
            return self.say("host.key_go_on")
        if lead is not None and action == "lock" and lead.locked:
            return self.say("host.key_unlock")
        return self.say("host.key_by_hand") if action == "auto" and self.auto else None

    def next_label(self) -> str:
        """Return what the key for the next step does now."""
        lead = self.lead
        if lead is None:
            return self.say("host.key_next")
        says = NEXT_STEPS.get(lead.phase, "host.key_next")
        if lead.phase is Phase.REVEAL and (lead.is_last or lead.item is None or lead.item.poll):
            says = "host.key_podium" if lead.is_last else "host.key_question"
        if lead.phase is Phase.STANDINGS and lead.is_last:
            says = "host.key_podium"
        return self.say(says)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what can be done in this phase."""
        lead = self.lead
        if action in ("leave", "scroll"):
            return True
        if lead is None:
            return False
        match action:
            case "control":
                return self._may(lead, str(parameters[0]))
            case "grant":
                return bool(lead.knocks)
            case "judge":
                return lead.phase is Phase.REVEAL and any(said.band is not None for said in lead.tallies[-1].texts)
            case "address" | "attendance":
                return self.networked and lead.phase is not Phase.END
            case "lock" | "kick" | "entrance" | "projector" | "phones":
                return self.networked and (action in ("entrance", "projector") or lead.phase is not Phase.END)
            case "next" | "auto" | "finish" | "poll":
                return lead.phase is not Phase.END
        return True

    @staticmethod
    def _may(lead: Lead, what: str) -> bool:
        asking = lead.phase is Phase.QUESTION
        match what:
            case "pause" | "close_vote":
                return lead.open
            case "more":
                return asking and bool(lead.limit_ms)
            case "discuss":
                return asking and lead.ballot == 1 and lead.item is not None and not lead.item.poll
            case "skip":
                return lead.phase not in (Phase.LOBBY, Phase.END)
        return True

    async def control(self, call: Callable[[Hosting], object]) -> None:
        """Do something with the open room; on disk when this returns. A Complaint becomes a notice."""
        if self.hosting is None:
            return
        try:
            await self.do(call, self.hosting)
        except Complaint as complaint:
            self.complain(complaint)

    # on the way

    async def action_next(self) -> None:
        """Take the next step, whatever it is."""
        await self.control(lambda hosting: hosting.next())

    async def action_control(self, what: str) -> None:
        """Pause or go on, more time, discuss, close the vote, skip."""
        await self.control(lambda hosting: getattr(hosting, what)())

    def action_auto(self) -> None:
        """Let the workshop go on by itself, or take it over again."""
        self.auto = not self.auto
        self.tell("host.auto_on" if self.auto else "host.auto_off")
        self.refresh_bindings()

    def action_scroll(self, where: str) -> None:
        """Scroll what is longer than the screen."""
        getattr(self.query_one("#stage", VerticalScroll), f"scroll_{where}")(animate=False)

    # who is there

    def action_entrance(self) -> None:
        """Show the code and the address over the whole screen, for those who come late."""
        addresses, lead = self.addresses(), self.lead
        if addresses is not None and lead is not None:
            self.app.go("entrance", lead=lead, addresses=addresses)

    def action_attendance(self) -> None:
        """Show who hasn't answered, whose phone sleeps, who has left."""
        if self.hosting is not None:
            self.app.go("attendance", hosting=self.hosting)

    async def action_address(self) -> None:
        """Show the next of this computer's addresses, looked up anew, in the code and on projector pages too."""
        hosting, server = self.hosting, self.server
        if hosting is None or server is None:
            return

        def look(_: object) -> tuple[tuple[str, ...], bool]:
            return server.addresses, server.alone

        self._places, self._alone = await self.do(look, hosting)
        hosting.show_address(following(self._places, hosting.address))
        if len(self._places) < 2:
            self.tell("host.one_address")

    def action_projector(self) -> None:
        """Show how the projector page is opened."""
        if self.hosting is not None:
            self.app.go("projector_link", hosting=self.hosting)

    async def action_lock(self) -> None:
        """Let nobody else in, or let people in again."""
        if self.lead is not None:
            locked = not self.lead.locked
            await self.control(lambda hosting: hosting.lock(locked))
            self.tell("host.locked" if locked else "host.unlocked")

    async def action_phones(self) -> None:
        """Show the questions on phones too, or on the projector alone."""
        if self.lead is not None:
            text = not self.lead.rules.text
            await self.control(lambda hosting: hosting.show_text(text))
            self.tell("host.phones_on" if text else "host.phones_off")

    def action_kick(self) -> None:
        """Choose somebody and send them out."""
        if self.lead is not None and (there := [(player.id, player.name) for player in self.lead.players]):
            self.app.go("which", then=self._kick, title=self.say("host.kick_whom"), choices=there)

    async def _kick(self, player: str | None) -> None:
        if player is not None:
            await self.control(lambda hosting: hosting.kick(player))

    def action_grant(self) -> None:
        """Give a lost name back, or not."""
        if self.lead is not None and self.lead.knocks:
            knock = self.lead.knocks[0]
            choices = [("yes", self.say("host.grant_yes")), ("no", self.say("host.grant_no"))]
            self.app.go(
                "which",
                then=partial(self._grant, knock.id),
                title=self.say("host.grant_whom", name=knock.name),
                choices=choices,
                note=self.say("host.grant_note"),
            )

    async def _grant(self, knock: str, answer: str | None) -> None:
        if answer is not None:
            await self.control(lambda hosting: hosting.admit(knock, answer == "yes"))

    # what counts

    def action_judge(self) -> None:
        """Let a typed answer count, or not."""
        if self.lead is None:
            return
        glyphs = {Band.RIGHT: "✓", Band.JUDGE: "?", Band.WRONG: "✗"}
        said = [one for one in self.lead.tallies[-1].texts if one.band is not None]
        said.sort(key=lambda one: one.band is not Band.JUDGE)
        choices = [(one.text, f"{glyphs[one.band or Band.WRONG]} {one.text} × {one.count}") for one in said]
        self.app.go("which", then=self._judge, title=self.say("host.judge_which"), choices=choices,
                    note=self.say("host.judge_note"))  # fmt: skip

    async def _judge(self, text: str | None) -> None:
        lead = self.lead
        if text is None or lead is None:
            return
        right = next((one.band is not Band.RIGHT for one in lead.tallies[-1].texts if one.text == text), True)
        await self.control(lambda hosting: hosting.rule(lead.number, text, right))

    def action_poll(self) -> None:
        """Ask something that just came up; it comes next, without points."""
        says = {"title": self.say("host.poll_what"), "hint": self.say("host.poll_hint")}
        lang = self.lang
        self.app.go("one_line", then=self._poll, longest=400, check=lambda line: poll_of(line, "", lang), **says)

    async def _poll(self, line: str | None) -> None:
        hosting = self.hosting
        if line is None or hosting is None:
            return
        item = poll_of(line, f"{hosting.now()}", self.lang)
        await self.control(lambda hosting: hosting.insert(item))
        self.tell("host.poll_next")

    # the end

    def action_finish(self) -> None:
        """End the quiz here, after asking."""
        choices = [("yes", self.say("host.end_yes")), ("no", self.say("host.end_no"))]
        self.app.go("which", then=self._finish, title=self.say("host.end_now"), choices=choices)

    async def _finish(self, answer: str | None) -> None:
        if answer == "yes":
            await self.control(lambda hosting: hosting.end())


def following(places: Sequence[str], shown: str) -> str:
    """Return the address behind the one that is shown, going round; the first where that one is gone."""
    return places[(places.index(shown) + 1) % len(places)] if shown in places else places[0]


def close(server: Server | None, hosting: Hosting) -> None:
    """Stop the server, then close the room."""
    if server is not None:
        server.stop()
    hosting.close()
