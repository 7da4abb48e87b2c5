"""What the shell offers where a deck or a topic of the manual is to be named."""

from __future__ import annotations

from typer import Context

from ops_trainer import help as pages
from ops_trainer import home_probe as glance


def decks_of(ctx: Context, incomplete: str) -> list[str]:
    """The decks in use that begin like this, in the home that the line names."""
    home = ctx.find_root().params.get("home")
    return [deck for deck in glance.decks(home) if deck.startswith(incomplete)]


def topics_of(incomplete: str) -> list[str]:
    """The topics of the manual that begin like this."""
    return [topic for topic in pages.topics() if topic.startswith(incomplete)]
