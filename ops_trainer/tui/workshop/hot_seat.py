"""A workshop without a network: teams answer in turn at the host's keyboard, hidden from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.workshop.host import Host
from ops_trainer.workshop.names import LONGEST
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.content.questions.answer import Answer
    from ops_trainer.trainer.workshops import Server
    from ops_trainer.trainer.workshops.hosting import Hosting
    from ops_trainer.workshop.lead import Lead, PlayerLine


class HotSeat(Host):
    """Hosts like `Host`; the one key hands the keyboard on until everybody has answered."""

    BINDINGS: ClassVar[Bindings] = [key("n", "seat", "host.key_seat", "host.tip_seat", id="host.seat")]

    async def opened(self, found: tuple[Hosting, Server | None]) -> None:  # type: ignore[override]
        """The room is there: seat the teams that were asked for, unless they sit there from before."""
        super().opened(found)
        hosting = found[0]
        if not hosting.view().players:
            for number in range(1, self.plan.seats + 1):
                await self.seated(self.say("host.team", team=number))

    def has_door(self) -> bool:
        """Nobody comes in from elsewhere."""
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Seats are added before the first question and between questions; somebody can always be sent away."""
        if action == "seat":
            return self.lead is not None and self.lead.phase is not Phase.END and not self.lead.open
        if action == "kick":
            return self.lead is not None and self.lead.phase is not Phase.END and bool(self.lead.players)
        if action == "auto":
            return False
        return super().check_action(action, parameters)

    def waiting(self, lead: Lead) -> PlayerLine | None:
        """Whose turn it is: the first who is there and has not answered the open vote."""
        if not lead.open or lead.paused:
            return None
        return next((player for player in lead.players if player.active and not player.answered), None)

    def next_label(self) -> str:
        """What the one key does now."""
        if self.lead is not None and (player := self.waiting(self.lead)) is not None:
            return self.say("host.turn_of", name=player.name)
        return super().next_label()

    async def action_next(self) -> None:
        """The next seat's turn; when all have answered, the next step."""
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
        hosting = self.hosting
        assert hosting is not None

        def give() -> None:
            hosting.settled(hosting.answer(player, lead.number, lead.ballot, answer, self.lang).seq)

        await self.control(give)

    def action_seat(self) -> None:
        """Ask for the name of one more seat."""
        says = {"title": self.say("host.seat_whom"), "hint": self.say("host.seat_hint")}
        self.app.go("one_line", then=self.named, longest=LONGEST, **says)

    async def named(self, name: str | None) -> None:
        """A name was given."""
        if name is not None:
            await self.seated(name)

    async def seated(self, name: str) -> None:
        """One more seat at the keyboard."""
        hosting = self.hosting
        assert hosting is not None
        try:
            await self.do(lambda: hosting.settled(hosting.join(name, self.lang).seq))
        except Complaint as complaint:
            self.complain(complaint)
