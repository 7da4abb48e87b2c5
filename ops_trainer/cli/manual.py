"""`ops-trainer help`: the manual, a page a topic."""

from typing import Annotated

import typer
from typer import Argument

from ops_trainer import help as pages
from ops_trainer.cli.completion import topics_of
from ops_trainer.cli.frame import Frame
from ops_trainer.locale import Complaint


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the command."""

    @app.command("help", help=frame.say("cli.help"))
    def help_(
        topic: Annotated[
            str | None, Argument(help=frame.say("cli.topic"), metavar="TOPIC", autocompletion=topics_of)
        ] = None,
    ) -> None:
        if topic is None:
            frame.print(frame.say("cli.topics"))
            for name in pages.topics():
                frame.print(f"  {name:<12} {pages.title(name, frame.lang)}")
            return
        if topic not in pages.topics():
            raise Complaint("cli.no_topic", topic=topic, known=", ".join(pages.topics()))
        frame.print(pages.page(topic, frame.lang))
