"""A player in a workshop: the screen, what it shows phase by phase, and an app for it that opens nobody's trainer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import TYPES
from ops_trainer.content.questions.view import Verdict
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang
from ops_trainer.trainer.workshops.remote import Following, Refused, harmless
from ops_trainer.trainer.workshops.reveal import outcome_lines, reveal_of, text, view_of
from ops_trainer.tui.quiz.answering import Answering, AnswersByKeys
from ops_trainer.tui.shell.access import Done, Failed
from ops_trainer.tui.shell.app import TrainerApp
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.locale import Lang
    from ops_trainer.trainer.workshops.remote import Remote


Document = Mapping[str, Any]
VERDICTS = {
    Verdict.RIGHT: "$success",
    Verdict.PARTLY: "$warning",
    Verdict.JUDGE: "$warning",
    Verdict.WRONG: "$error",
    Verdict.MISSED: "$text-muted",
}


def status(room: Document, me: Document, say: Say) -> str:
    """Return name, question number and points, for the title bar."""
    parts = [harmless(str(me.get("name", "")))]
    if me.get("team") is not None:
        parts.append(say("host.team", team=me["team"] + 1))
    if room["number"]:
        parts.append(f"{room['number']}/{room['count']}")
    if "points" in me:
        parts.append(say("player.points", n=me["points"]))
    return " · ".join(parts)


def remaining_ms(room: Document, now: int) -> int | None:
    """Return the milliseconds to answer; None without a limit or when no vote is open."""
    if room["phase"] != "question" or not room.get("open") or room.get("ends") is None:
        return None
    found = room["left"] if room.get("paused") else room["ends"] - now
    return max(int(found), 0)


def clock_line(ms: int, paused: bool, say: Say) -> Content:
    """Return the time that is left in words."""
    if paused:
        return Content.styled(say("host.paused"), "bold $warning")
    return Content.styled(say("host.seconds", n=-(-ms // 1000)), "bold $error" if ms <= 5000 else "bold")


def room_shown(room: Document, me: Document, review: Document | None, remote: Remote, say: Say, lang: Lang) -> Content:
    """Return what the room shows now."""
    match room["phase"]:
        case "lobby":
            name = harmless(str(me.get("name", "")))
            return Content(say("player.in", name=name) + "\n\n" + say("host.there", n=room["players"]))
        case "question":
            return _asked(room, me, say, lang)
        case "discuss":
            return Content.assemble((say("player.discuss"), "bold $accent"), "\n\n", _prompt(room, lang))
        case "reveal":
            return _revealed(room, me, lang)
        case "standings":
            return _standings(room, me, say)
    return _ended(room, me, review, remote, say, lang)


def _prompt(room: Document, lang: Lang) -> Content:
    return Content.styled(spaced(text(room["question"]["prompt"], lang)), "bold")


def _asked(room: Document, me: Document, say: Say, lang: Lang) -> Content:
    question = room["question"]
    lines = [_prompt(room, lang)]
    if question["poll"]:
        lines.append(Content.styled(say("host.hint_poll"), "$text-muted"))
    answers = me.get("answers") or []
    if me.get("run") == question["run"] and len(answers) >= question["ballot"] and answers[question["ballot"] - 1]:
        lines += [Content(), Content.styled(say("player.kept"), "bold $success")]
    elif not room["open"]:
        lines += [Content(), Content.styled(say("host.closed"), "bold $accent")]
    return Content("\n").join(lines)


def _revealed(room: Document, me: Document, lang: Lang) -> Content:
    lines = [spaced(line) for line in outcome_lines(room, me, lang)]
    style = "bold $accent"
    if not room["question"]["poll"]:
        view = reveal_of(room["reveal"], me.get("result") or {}, lang)
        style = f"bold {VERDICTS[view.verdict]}"
    head = Content.styled(lines[0], style)
    return Content("\n\n").join([_prompt(room, lang), head, *(Content(line) for line in lines[1:])])


def _standings(room: Document, me: Document, say: Say) -> Content:
    lines = []
    if "rank" in me:
        lines.append(Content.styled(say("player.rank", rank=me["rank"], all=me["of"], points=me["points"]), "bold"))
        lines.append(Content())
    for rank, team, points in room.get("team_top") or ():
        lines.append(Content(f"{rank:>3}  {say('host.team', team=team + 1)}  {points}"))
    for rank, name, points in room.get("top") or ():
        lines.append(Content(f"{rank:>3}  {harmless(str(name))}  {points}"))
    return Content("\n").join(lines)


def _ended(room: Document, me: Document, review: Document | None, remote: Remote, say: Say, lang: Lang) -> Content:
    lines = [_standings(room, me, say), Content()]
    if review is None:
        return Content("\n").join(lines)
    misses = review["misses"]
    if not misses:
        return Content("\n").join([*lines, Content.styled(say("player.all_right"), "bold $success")])
    command = say("player.claim_command", url=f"{remote.base}/{remote.pin}", code=review["claim"])
    lines += [Content.styled(say("player.claim"), "bold $accent"), Content(command), Content()]
    lines.append(Content.styled(say("player.missed", n=len(misses)), "bold"))
    for miss in misses:
        prompt = spaced(text(miss["question"]["prompt"], lang))
        why = spaced(text(miss["reveal"].get("explanation") or {}, lang))
        lines += [Content(), Content.styled(f"{miss['number']}. {prompt}", "bold"), Content(why)]
    return Content("\n").join(lines)


class PlayerApp(TrainerApp):
    """One player's window on a room."""

    CSS_PATH = ["../shell/app.tcss", "player.tcss"]  # noqa: RUF012 - the first screen's own sheet is not read by itself

    def __init__(self, remote: Remote, *, name: str | None = None, mine: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.remote, self.name_given, self.mine = remote, name, mine

    def get_default_screen(self) -> Screen[Any]:
        """Return the room's screen."""
        return Player(self.remote, self.name_given, mine=self.mine)

    def open_trainer(self) -> None:
        """Do nothing: nobody's trainer is needed to play."""


def run(
    remote: Remote,
    home: str | Path | None = None,
    *,
    name: str | None = None,
    mine: bool = False,
    lang: Lang | None = None,
) -> int:
    """Play in this terminal; return the exit status."""
    app = PlayerApp(remote, name=name, mine=mine, home=home, lang=lang)
    result = app.run()
    return result if isinstance(result, int) else app.return_code or 0


TICK_S = 0.5


class RoomChanged(Message, bubble=False, namespace="player"):
    """Posted when the room, or one's own part in it, changed; from the thread that follows the room."""

    def __init__(self, room: Document, me: Document) -> None:
        super().__init__()
        self.room, self.me = room, me


class ConnectionChanged(Message, bubble=False, namespace="player"):
    """Posted when the connection broke (`complaint`) or is back; `over` when it is of no use to try again."""

    def __init__(self, complaint: Complaint | None, over: bool = False) -> None:
        super().__init__()
        self.complaint, self.over = complaint, over


class Player(AnswersByKeys):
    """One player in one room."""

    CSS_PATH = "player.tcss"
    AREA_TITLE = "player.title"
    TOPIC = "workshop"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = [key("escape", "leave", "player.key_leave", "player.tip_leave", id="player.leave")]

    def __init__(self, remote: Remote, name: str | None = None, *, mine: bool = False) -> None:
        super().__init__()
        self.remote, self.name_given, self.mine = remote, name, mine
        self.room: Document | None = None
        self.me: Document = {}
        self.review: Document | None = None
        self.following: Following | None = None
        self.asked: tuple[int, int] | None = None  # run and ballot that the answer is being put together for
        self.sending = False
        self.away = False
        self.over: Complaint | None = None

    def body(self) -> Iterable[Widget]:
        """Yield time, a line for the name, what the room shows, where one answers, what comes of it."""
        yield Static(id="clock", markup=False)
        yield Input(placeholder=self.say("player.ask_name"), id="name", max_length=40)
        yield Button(self.text("player.mine"), id="mine")
        with VerticalScroll(id="stage", can_focus=False):
            yield Static(id="message", markup=False)
            yield Answering()
            yield Static(id="after", markup=False)

    def on_mount(self) -> None:
        """Come in, or ask for a name first."""
        self.set_interval(TICK_S, self.draw_clock)
        self.query_one("#mine").display = False
        self.query_one("#name").display = False
        name = self.name_given
        self.call(lambda: self.remote.back(name), self.rejoined, "join")
        self.draw()

    def on_unmount(self) -> None:
        """Follow the room no longer."""
        if self.following is not None:
            self.following.stop()

    async def say_again(self) -> None:
        """Build the screen anew in the language of now."""
        self.asked = None
        await super().say_again()
        self.draw()
        self.call_later(self.put_question)

    def call(self, job: Callable[[], Any], then: Callable[[Any], object], group: str) -> None:
        """Ask the server something in a thread."""

        def work() -> None:
            try:
                said: Message = Done(then, job())
            except Exception as error:
                said = Failed(error)
            self.post_message(said)

        self.run_worker(work, thread=True, exit_on_error=False, group=group)

    # coming in

    def rejoined(self, state: Document | None) -> None:
        """Follow the room from the place held here before; without one, come in, or ask for a name first."""
        if state is not None:
            self.joined(state)
        elif self.name_given:
            self.join(self.name_given, knock=self.mine)
        else:
            self.query_one("#name").display = True
            self.query_one("#name").focus()

    def join(self, name: str, *, knock: bool = False) -> None:
        """Come in under a name; `knock` when it is taken and one's own."""
        self.name_given = name
        self.call(lambda: self.remote.join(name, self.lang, knock=knock), self.joined, "join")

    def joined(self, reply: Document) -> None:
        """Follow the room, in it or waiting for a yes."""
        if reply.get("waiting"):
            self.query_one("#message", Static).update(Prose(self.say("player.waiting")))
        for part in ("#name", "#mine"):
            self.query_one(part).display = False
        self.app.announcement = None
        self.app.show_announcement()
        self.set_focus(None)
        if self.following is None:
            self.following = Following(
                self.remote,
                self.room_changed,
                self.connection_changed,
                self.ended,
            )
            self.following.start()

    def room_changed(self, room: Document, me: Document) -> None:
        """Hand on that the room changed; called from the thread that follows it."""
        self.post_message(RoomChanged(room, me))

    def connection_changed(self, complaint: Complaint | None) -> None:
        """Hand on that the connection is lost, or back; called from the thread that follows the room."""
        self.post_message(ConnectionChanged(complaint))

    def ended(self, complaint: Complaint) -> None:
        """Hand on that the room is gone for good; called from the thread that follows it."""
        self.post_message(ConnectionChanged(complaint, over=True))

    def on_talk_failed(self, event: Failed) -> None:
        """Say what went wrong; a name that is taken can be asked for."""
        super().on_talk_failed(event)
        error = event.error
        self.sending = False
        if self.question is not None and self.asked is not None and not self.answering.open:
            self.answering.reopen()
        if self.room is None:
            self.query_one("#name").display = True
            self.query_one("#name").focus()
            self.query_one("#mine").display = isinstance(error, Refused) and error.code == "name_taken"
        self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Come in under the name that was typed."""
        if event.input.id == "name" and event.value.strip():
            event.stop()
            self.join(event.value.strip())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Ask for one's own name, which is taken."""
        event.stop()
        self.join(self.name_given or "", knock=True)

    # what comes from the room

    async def on_player_room_changed(self, event: RoomChanged) -> None:
        """Show the room as it is now."""
        self.room, self.me = event.room, event.me
        if self.room["phase"] == "end" and self.review is None:
            self.call(self.remote.review, self.reviewed, "review")
        self.draw()
        await self.put_question()

    def on_player_connection_changed(self, event: ConnectionChanged) -> None:
        """Say that the connection broke, or no longer."""
        self.away = event.complaint is not None
        self.over = event.complaint if event.over else None
        self.draw()

    def reviewed(self, review: Document) -> None:
        """Show the misses."""
        self.review = review
        self.draw()

    # the question

    @property
    def question(self) -> Document | None:
        """Return the question that is open for an answer from here; None when none is, or it is answered."""
        room = self.room
        if room is None or room["phase"] != "question" or not room["open"]:
            return None
        question: Document = room["question"]
        answers = self.me.get("answers") or []
        there = self.me.get("run") == question["run"] and len(answers) >= question["ballot"]
        return None if there and answers[question["ballot"] - 1] is not None else question

    async def put_question(self) -> None:
        """Put the question where it is answered, once; take it away when it is over."""
        question = self.question
        answering = self.answering
        answering.display = question is not None
        if question is None:
            self.asked, self.pending = None, None
            if answering.open:
                answering.close()
        elif (at := (question["run"], question["ballot"])) != self.asked:
            self.asked, self.pending = at, None
            await answering.ask(view_of(question, self.lang), hint=self.say("player.answer_hint"))
            self.query_one("#stage", VerticalScroll).scroll_home(animate=False)
        self.draw()
        self.refresh_bindings()

    def ask_sure(self) -> None:
        """Ask how sure they are."""
        self.draw()

    def give(self, answer: Answer) -> None:
        """Send the answer; it is sent again when no reply comes."""
        if self.asked is None:
            return
        run, ballot = self.asked
        self.sending = True
        self.draw()
        self.refresh_bindings()
        self.call(lambda: self.remote.answer(run, ballot, answer, self.lang), self.sent, "answer")

    def sent(self, reply: dict[str, Any]) -> None:
        """Note that the answer is on disk over there."""
        self.sending = False
        if self.following is not None:
            self.following.kept(reply)

    # what is shown

    def draw(self) -> None:
        """Show everything as it is now."""
        if not self.is_attached or not self.query("#message"):
            return
        room = self.room
        if room is not None:
            self.set_title(spaced(harmless(str(room["title"]))), status(room, self.me, self.say))
            shown = room_shown(room, self.me, self.review, self.remote, self.say, self.lang)
            self.query_one("#message", Static).update(Prose(shown))
        after = self.query_one("#after", Static)
        after.update(Prose(self.after()))
        self.draw_clock()

    def after(self) -> Content:
        """Return what stands below: how to go on, or what is wrong with the connection."""
        if self.over is not None:
            return Content.styled(self.say_complaint(self.over), "bold $error")
        if self.away:
            return Content.styled(self.say("player.away"), "bold $warning")
        if self.pending is not None:
            keys = {name: self.key_name(f"player.{name}") for name in ("enter", "sure", "unsure")}
            return Content.styled(self.say("player.how_sure", **keys), "bold $accent")
        if self.sending:
            return Content.styled(self.say("player.sending"), "$text-muted")
        question = self.question
        if question is not None:
            return Content.styled(self.say(TYPES[Type(question["type"])].hints.player), "$text-muted")
        return Content()

    def draw_clock(self) -> None:
        """Show the time that is left, by the server's clock."""
        if not self.is_attached or not self.query("#clock"):
            return
        clock = self.query_one("#clock", Static)
        ahead = self.following.ahead if self.following is not None else 0
        left = remaining_ms(self.room, int(time.time() * 1000) + ahead) if self.room is not None else None
        clock.display = left is not None
        if left is not None:
            clock.update(clock_line(left, bool(self.room and self.room.get("paused")), self.say))

    def action_leave(self) -> None:
        """Go; the points stay."""
        self.app.exit(0)
