"""`ops-trainer weights`: whether the schedule was fitted to the learner's memory, on and off."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from ops_trainer.cli.frame import Frame

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import Fitted


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the command."""
    say = frame.say

    @app.command("weights", help=say("weights.command"))
    def weights(
        on: Annotated[bool | None, Option("--on/--off", help=say("weights.option"), show_default=False)] = None,
        json: Annotated[bool, Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        with frame.trainer(look=on is None) as trainer:
            if on is not None:
                trainer.change(own_weights=on)
            if json:
                frame.json(document(trainer))
                return
            if on is not None:
                frame.print(frame.say("weights.switched_on" if on else "weights.switched_off"))
            found = trainer.own_weights()
            frame.print(found.in_lang(frame.lang))
            for one in found.earlier:
                day = trainer.date_of(one.day).isoformat()
                frame.print(frame.say("weights.earlier", day=day, n=f"{one.answers:,}"))


def document(trainer: "Trainer") -> dict[str, Any]:
    """Return how it stands as JSON values."""
    found = trainer.own_weights()

    def fitted(one: "Fitted") -> dict[str, Any]:
        on = trainer.date_of(one.day).isoformat()
        return {"day": on, "answers": one.answers, "holds": one.holds, "weights": list(one.weights)}

    return {
        "on": found.on,
        "answers": found.answers,
        "needed": found.needed,
        "by_hand": found.by_hand,
        "fitted": None if found.fitted is None else fitted(found.fitted),
        "earlier": [fitted(one) for one in found.earlier],
    }
