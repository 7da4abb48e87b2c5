"""What the facilitator of a workshop can do, each by one key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll

from ops_trainer.content.questions.marking.mark import Band
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.workshop.rules import poll_of
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops.hosting import Hosting
    from ops_trainer.workshop.lead import Lead

STEPS = {
    Phase.LOBBY: "host.key_begin",
    Phase.QUESTION: "host.key_reveal",
    Phase.DISCUSS: "host.key_vote",
    Phase.REVEAL: "host.key_ranks",
    Phase.STANDINGS: "host.key_question",
}


class Controls(BaseScreen[None]):
    """The keys of a workshop. The screen itself shows what they bring about."""

    WELCOMES_FIRST = False  # the welcome is about studying, and a room is waiting
    BINDINGS: ClassVar[Bindings] = [
        key("space,enter,right", "next", "host.key_next", "host.tip_next", id="host.next"),
        key("p", "control('pause')", "host.key_pause", "host.tip_pause", id="host.pause"),
        key("plus,equals_sign,m", "control('more')", "host.key_more", "host.tip_more", id="host.more"),
        key("d", "control('discuss')", "host.key_discuss", "host.tip_discuss", id="host.discuss"),
        key("c", "control('close_vote')", "host.key_close", "host.tip_close", id="host.close"),
        key("s", "control('skip')", "host.key_skip", "host.tip_skip", id="host.skip"),
        key("g", "grant", "host.key_grant", "host.tip_grant", id="host.grant"),
        key("r", "judge", "host.key_judge", "host.tip_judge", id="host.judge"),
        key("l", "lock", "host.key_lock", "host.tip_lock", id="host.lock"),
        key("k", "kick", "host.key_kick", "host.tip_kick", id="host.kick"),
        key("i", "entrance", "host.key_entrance", "host.tip_entrance", id="host.entrance"),
        key("o", "phones", "host.key_phones", "host.tip_phones", id="host.phones"),
        key("v", "poll", "host.key_poll", "host.tip_poll", id="host.poll"),
        key("a", "auto", "host.key_auto", "host.tip_auto", id="host.auto"),
        key("e", "finish", "host.key_end", "host.tip_end", id="host.end"),
        key("down,j", "scroll('down')", "study.key_down", "study.tip_down", id="host.down", show=False),
        key("up", "scroll('up')", "study.key_up", "study.tip_up", id="host.up", show=False),
        key("pagedown", "scroll('page_down')", "study.key_down", "study.tip_down", id="host.page_down", show=False),
        key("pageup", "scroll('page_up')", "study.key_up", "study.tip_up", id="host.page_up", show=False),
    ]

    hosting: Hosting | None = None
    lead: Lead | None = None
    auto = False

    def key_label(self, action: str) -> str | None:
        """What the key of an action does now; None where it always does the same."""
        lead = self.lead
        if action == "next":
            return self.next_label()
        if lead is not None and action == "control('pause')" and lead.paused:
            return self.say("host.key_go_on")
        if lead is not None and action == "lock" and lead.locked:
            return self.say("host.key_unlock")
        return self.say("host.key_by_hand") if action == "auto" and self.auto else None

    def next_label(self) -> str:
        """What the one key does now."""
        lead = self.lead
        if lead is None:
            return self.say("host.key_next")
        says = STEPS.get(lead.phase, "host.key_next")
        if lead.phase is Phase.REVEAL and (lead.is_last or lead.item is None or lead.item.poll):
            says = "host.key_podium" if lead.is_last else "host.key_question"
        if lead.phase is Phase.STANDINGS and lead.is_last:
            says = "host.key_podium"
        return self.say(says)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done in this phase."""
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
            case "lock" | "kick" | "entrance" | "phones":
                return self.has_door() and (action == "entrance" or lead.phase is not Phase.END)
            case "next" | "auto" | "finish" | "poll":
                return lead.phase is not Phase.END
        return True

    def has_door(self) -> bool:
        """Whether people come in over the network."""
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

    async def control(self, call: Callable[..., Any], *given: Any) -> None:
        """Do something with the room; on disk when this returns. What may not be done now is said."""
        try:
            await self.do(call, *given)
        except Complaint as complaint:
            self.complain(complaint)

    # on the way

    async def action_next(self) -> None:
        """The next step, whatever it is."""
        if self.hosting is not None:
            await self.control(self.hosting.next)

    async def action_control(self, what: str) -> None:
        """Pause or go on, more time, discuss, close the vote, skip."""
        if self.hosting is not None:
            await self.control(getattr(self.hosting, what))

    def action_auto(self) -> None:
        """Let the workshop go on by itself, or take it over again."""
        self.auto = not self.auto
        self.tell("host.auto_on" if self.auto else "host.auto_off")
        self.refresh_bindings()

    def action_scroll(self, where: str) -> None:
        """Scroll what is longer than the screen."""
        getattr(self.query_one("#stage", VerticalScroll), f"scroll_{where}")(animate=False)

    # who is there

    async def action_lock(self) -> None:
        """Let nobody else in, or let people in again."""
        if self.hosting is not None and self.lead is not None:
            locked = not self.lead.locked
            await self.control(self.hosting.lock, locked)
            self.tell("host.locked" if locked else "host.unlocked")

    async def action_phones(self) -> None:
        """Show the questions on phones too, or on the projector alone."""
        if self.hosting is not None and self.lead is not None:
            text = not self.lead.rules.text
            await self.control(self.hosting.show_text, text)
            self.tell("host.phones_on" if text else "host.phones_off")

    def action_kick(self) -> None:
        """Choose somebody and send them out."""
        if self.lead is not None and (there := [(player.id, player.name) for player in self.lead.players]):
            self.app.go("which", then=self._kick, title=self.say("host.kick_whom"), choices=there)

    async def _kick(self, player: str | None) -> None:
        if player is not None and self.hosting is not None:
            await self.control(self.hosting.kick, player)

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
        if answer is not None and self.hosting is not None:
            await self.control(self.hosting.admit, knock, answer == "yes")

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
        if text is None or self.hosting is None or self.lead is None:
            return
        right = next((one.band is not Band.RIGHT for one in self.lead.tallies[-1].texts if one.text == text), True)
        await self.control(self.hosting.rule, self.lead.number, text, right)

    def action_poll(self) -> None:
        """Ask something that just came up; it comes next, without points."""
        says = {"title": self.say("host.poll_what"), "hint": self.say("host.poll_hint")}
        self.app.go("one_line", then=self._poll, longest=400, **says)

    async def _poll(self, line: str | None) -> None:
        hosting = self.hosting
        if line is None or hosting is None:
            return
        try:
            item = poll_of(line, f"{hosting.now()}", self.lang)
        except Complaint as complaint:
            self.complain(complaint)
            return
        await self.control(hosting.insert, item)
        self.tell("host.poll_next")

    # the end

    def action_finish(self) -> None:
        """End the quiz here, after asking."""
        choices = [("yes", self.say("host.end_yes")), ("no", self.say("host.end_no"))]
        self.app.go("which", then=self._finish, title=self.say("host.end_now"), choices=choices)

    async def _finish(self, answer: str | None) -> None:
        if answer == "yes" and self.hosting is not None:
            await self.control(self.hosting.end)
