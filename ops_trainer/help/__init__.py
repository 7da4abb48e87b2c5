"""The manual: a Markdown page a topic, in Chinese and English."""

from __future__ import annotations

from importlib.resources import files

from ops_trainer.locale import Lang

# In the order in which a reader wants them.
ORDER = (
    "start", "study", "memory", "quiz", "workshop", "team", "two-computers", "privacy", "server",
    "decks", "authoring", "import", "export", "browse", "stats", "settings", "keys", "commands", "troubles",
)  # fmt: skip


def topics() -> list[str]:
    """Return the topics that have a page, in reading order."""
    there = {entry.name.removesuffix(".md") for entry in files(__package__).joinpath("en").iterdir()}
    return [name for name in ORDER if name in there] + sorted(there - set(ORDER))


def page(topic: str, lang: Lang) -> str:
    """Return a page of the manual, in Markdown."""
    return files(__package__).joinpath(lang, f"{topic}.md").read_text(encoding="utf-8")


def title(topic: str, lang: Lang) -> str:
    """Return what a page is called: its first heading."""
    return page(topic, lang).lstrip().partition("\n")[0].lstrip("# ").strip()
