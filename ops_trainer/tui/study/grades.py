"""The buttons under a card: each says its key, its name and when the card would come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.containers import Horizontal
from textual.content import Content

from ops_trainer.tui.widgets.controls import Button


@dataclass(frozen=True, slots=True)
class Offer:
    """One button. `look` is a style class: look, forgot, plain or good; `action` is an action of the screen."""

    key: str
    name: str
    when: str
    action: str
    look: str


class GradeButton(Button, can_focus=False):
    """A button that never holds the focus, so that enter always means the same."""

    def __init__(self) -> None:
        super().__init__(Content(" "))
        self.offer: Offer | None = None

    def show(self, offer: Offer) -> None:
        """Take an offer over."""
        self.offer = offer
        lines = [Content.assemble((offer.key, "bold"), f" {offer.name}")]
        if offer.when:
            lines.append(Content(offer.when))
        self.label = Content("\n").join(lines)
        self.set_classes(f"-{offer.look}")


class Grades(Horizontal):
    """A row of buttons of equal width. The buttons stay; what they offer changes."""

    DEFAULT_CSS = """
    Grades { height: auto; }
    GradeButton { width: 1fr; height: auto; text-align: center; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[Offer, ...] = ()

    def compose(self) -> Iterable[GradeButton]:
        """Four, of which as many show as are needed."""
        for _ in range(4):
            yield GradeButton()

    def offer(self, offers: Iterable[Offer]) -> None:
        """Show these."""
        self.offers = tuple(offers)
        for place, button in enumerate(self.query(GradeButton)):
            button.display = place < len(self.offers)
            if button.display:
                button.show(self.offers[place])
                button.set_class(place == len(self.offers) - 1, "-last")

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button offers."""
        event.stop()
        if isinstance(event.button, GradeButton) and event.button.offer is not None:
            await self.screen.run_action(event.button.offer.action)
