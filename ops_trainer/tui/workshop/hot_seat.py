"""A workshop without a network: teams answer in turn at the host's keyboard, hidden from the others.

`HotSeat` hosts it; `Seat` is one seat's turn: the keyboard is handed over, the question answered, and nothing of it
stays on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.types import of
from ops_trainer.content.questions.view import QuestionView
from ops_trainer.content.typography import spaced
from ops_trainer.tui.quiz.answering import Answering, AnswersByKeys
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.workshop.host import Host
from ops_trainer.workshop.names import LONGEST
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.content.questions.answer import Answer
    from ops_trainer.content.questions.question import Question
    from ops_trainer.trainer.workshops import Server
    from ops_trainer.trainer.workshops.hosting import Hosting
    from ops_trainer.workshop.lead import Lead, PlayerLine


class HotSeat(Host):
    """Hosts like `Host`; the key for the next step hands the keyboard on until everybody has answered."""

    BINDINGS: ClassVar[Bindings] = [key("n,slash", "seat", "host.key_seat", "host.tip_seat", id="host.seat")]

    async def opened(self, found: tuple[Hosting, Server | None]) -> None:  # type: ignore[override]
        """Seat the teams that were asked for, unless they sit there from before."""
        super().opened(found)
        hosting = found[0]
        if not hosting.view().players:
            for number in range(1, self.plan.seats + 1):
                await self.seated(self.say("host.team", team=number))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow seats to be added while no vote is open, and somebody to be sent away at any time."""
        if action == "seat":
            return self.lead is not None and self.lead.phase is not Phase.END and not self.lead.open
        if action == "kick":
            return self.lead is not None and self.lead.phase is not Phase.END and bool(self.lead.players)
        if action == "auto":
            return False
        return super().check_action(action, parameters)

    def waiting(self, lead: Lead) -> PlayerLine | None:
        """Return whose turn it is: the first who is there and has not answered the open vote."""
        if not lead.open or lead.paused:
            return None
        return next((player for player in lead.players if player.active and not player.answered), None)

    def next_label(self) -> str:
        """Return what the key for the next step does now."""
        if self.lead is not None and (player := self.waiting(self.lead)) is not None:
            return self.say("host.turn_of", name=player.name)
        return super().next_label()

    async def action_next(self) -> None:
        """Give the next seat its turn; when all have answered, take the next step."""
        lead = self.lead
        if lead is None or self.hosting is None:
            return
        if lead.phase is Phase.LOBBY and not lead.here:
            self.action_seat()
            return
        player = self.waiting(lead)
        if player is None:
            await super().action_next()
            return
        assert lead.item is not None

        async def answered(answer: Answer | None) -> None:
            if answer is not None:
                await self.answered(player.id, lead, answer)

        self.app.go("seat", then=answered, seat=player.name, question=lead.item.question)

    async def answered(self, player: str, lead: Lead, answer: Answer) -> None:
        """Take a seat's answer in; on disk when this returns."""
        number, ballot = lead.number, lead.ballot
        await self.control(lambda room: room.settled(room.accept_vote(player, number, ballot, answer, self.lang).seq))

    def action_seat(self) -> None:
        """Ask for the name of one more seat."""
        says = {"title": self.say("host.seat_whom"), "hint": self.say("host.seat_hint")}
        self.app.go("one_line", then=self.named, longest=LONGEST, **says)

    async def named(self, name: str | None) -> None:
        """Add a seat, if a name was given."""
        if name is not None:
            await self.seated(name)

    async def seated(self, name: str) -> None:
        """Add a seat at the keyboard; on disk when this returns."""
        await self.control(lambda room: room.settled(room.join(name, self.lang).seq))


class Seat(AnswersByKeys):
    """One seat's turn. Comes back with the answer, None when the turn was put off."""

    CSS_PATH = "player.tcss"
    AREA_TITLE = "player.title"
    TOPIC = "workshop"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[Bindings] = [key("escape", "leave", "app.key_back", "host.tip_put_off", id="seat.leave")]

    def __init__(self, seat: str, question: Question) -> None:
        super().__init__()
        self.seat, self.question = seat, question
        self.sitting = False

    def body(self) -> Iterable[Widget]:
        """Yield who is to come; then what is asked, and where it is answered."""
        with VerticalScroll(id="stage", can_focus=False):
            yield Static(id="shown", markup=False)
            yield Answering()
            yield Static(id="after", markup=False)

    def on_mount(self) -> None:
        """Call the seat."""
        self.draw()

    async def say_again(self) -> None:
        """Build the screen anew in the language of now; what was chosen is chosen anew."""
        await super().say_again()
        self.pending = None
        if self.sitting:
            await self.sit()
        self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow answering only once the seat is taken."""
        if not self.sitting and action in ("enter", "here"):
            return True
        return super().check_action(action, parameters)

    async def action_enter(self) -> None:
        """Take the seat; then, give the answer."""
        if self.sitting:
            super().action_enter()
        else:
            await self.sit()

    async def action_here(self) -> None:
        """Take the seat; then, choose the option one is at."""
        if self.sitting:
            super().action_here()
        else:
            await self.sit()

    def draw(self) -> None:
        """Show the call, or the question."""
        self.set_title(self.seat)
        self.answering.display = self.sitting
        if not self.sitting:
            call = self.say("host.turn", name=self.seat)
            begin = self.say("host.sit_down", key=self.key_name("player.enter"))
            shown = Content.assemble((call, "bold $accent"), "\n\n", self.say("host.look_away"), "\n\n", begin)
        else:
            shown = Content.styled(spaced(self.question.prompt.in_lang(self.lang)), "bold")
        self.query_one("#shown", Static).update(Prose(shown))
        after = self.query_one("#after", Static)
        if self.pending is not None:
            keys = {name: self.key_name(f"player.{name}") for name in ("enter", "sure", "unsure")}
            after.update(Prose(Content.styled(self.say("player.how_sure", **keys), "bold $accent")))
        else:
            hint = self.say(of(self.question).hints.player) if self.sitting else ""
            after.update(Prose(Content.styled(hint, "$text-muted")))

    async def sit(self) -> None:
        """Show the question: the seat is taken."""
        self.sitting = True
        view = QuestionView.of(self.question, self.lang)
        await self.answering.ask(view, hint=self.say("player.answer_hint"))
        self.draw()
        self.refresh_bindings()

    def can_be_read(self, answer: Answer) -> bool:
        """Return whether there is something to mark."""
        return of(self.question).can_be_read(self.question, answer)

    def ask_sure(self) -> None:
        """Ask how sure they are."""
        self.draw()

    def give(self, answer: Answer) -> None:
        """Close the screen with the answer."""
        self.dismiss(answer)  # type: ignore[arg-type]

    def action_leave(self) -> Any:
        """Put the turn off."""
        self.dismiss()
