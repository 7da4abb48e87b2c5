"""The command palette: every key of the screen it was opened on and every place to go, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer import help as manual
from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Input
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import other_lang

if TYPE_CHECKING:
    from ops_trainer.tui.shell.access import LearnerApp


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, by name. `run` may return an awaitable."""

    title: str
    help: str
    run: Callable[[], Any]

    def answers(self, words: str) -> bool:
        """Return whether all words stand in its title or help."""
        text = f"{self.title} {self.help}".casefold()
        return all(word in text for word in words.casefold().split())


def commands(app: LearnerApp, screen: Screen[Any]) -> Iterator[Command]:
    """Return commands for a screen, its own first, each title once."""
    seen: set[str] = set()
    for command in _all(app, screen):
        if command.title not in seen:
            seen.add(command.title)
            yield command


def _all(app: LearnerApp, screen: Screen[Any]) -> Iterator[Command]:
    say = app.say
    for owner, binding, enabled, tip in screen.active_bindings.values():
        listed = binding.show or binding.id in getattr(screen, "IN_PALETTE", ())
        if listed and enabled and binding.id and not binding.id.startswith("app."):
            run = partial(app.run_action, binding.action, default_namespace=owner)
            yield Command(say(binding.description), say(tip), run)
    if app.opened is not None:
        yield Command(say("app.go_home"), say("app.go_home_help"), app.go_home)
        yield Command(say("app.go_study"), say("app.go_study_help"), partial(app.action_go, "study"))
        yield Command(say("app.go_quiz"), say("app.go_quiz_help"), partial(app.action_go, "quiz"))
        yield Command(say("workshops.title"), say("workshops.tip_home"), partial(app.action_go, "workshops"))
        yield Command(say("team_screen.key_home"), say("team_screen.tip_home"), app.action_team)
        yield Command(say("app.go_browse"), say("app.go_browse_help"), partial(app.action_go, "browse"))
        yield Command(say("authoring.key_add"), say("authoring.tip_add"), partial(_add_note, app))
        yield Command(say("authoring.new_deck"), say("authoring.new_deck_tip"), partial(_new_deck, app))
        yield Command(say("review.title"), say("review.tip"), partial(_review, app))
        yield Command(say("importing.title"), say("importing.tip"), partial(_import, app))
        yield Command(say("app.go_stats"), say("app.go_stats_help"), partial(app.action_go, "stats"))
        yield Command(say("app.go_settings"), say("app.go_settings_help"), partial(app.action_go, "settings"))
        yield Command(say("app.go_keys"), say("setting.tip_keys"), partial(app.action_go, "keys"))
        yield Command(say("app.go_help"), say("app.go_help_help"), partial(app.action_go, "help"))
        yield Command(say("app.other_lang"), say("app.other_lang_help"), partial(_other_language, app))
        yield Command(say("app.other_look"), say("app.other_look_help"), partial(_other_look, app))
        from ops_trainer.trainer.settings import shown_settings

        for setting in shown_settings():
            title = say("setting.entry", name=say(f"setting.{setting.key}"))
            yield Command(title, say(f"setting.{setting.key}_help"), partial(app.go, "settings", at=setting.key))
        for topic in manual.topics():
            title = say("manual.page", title=manual.title(topic, app.lang))
            yield Command(title, say("manual.page_help"), partial(app.go, "help", topic=topic))
    yield Command(say("app.quit"), say("app.quit_help"), app.action_quit)


def _import(app: LearnerApp) -> None:
    from ops_trainer.tui.decks.importing import ask_for_file

    ask_for_file(app)


def _add_note(app: LearnerApp) -> None:
    from ops_trainer.tui.authoring.ways import add_note

    add_note(app)


def _new_deck(app: LearnerApp) -> None:
    from ops_trainer.tui.authoring.ways import new_deck

    new_deck(app, lambda deck: app.go("deck", deck=deck))


def _review(app: LearnerApp) -> None:
    from ops_trainer.tui.authoring.review import ask_for_article

    ask_for_article(app)


def _other_language(app: LearnerApp) -> None:
    lang = other_lang(app.lang)
    app.speak(lang)
    app.ask(lambda trainer: trainer.change(language=lang), lambda _: app.apply_settings())


def _other_look(app: LearnerApp) -> None:
    look: Literal["light", "dark"] = "light" if app.current_theme.dark else "dark"
    app.ask(lambda trainer: trainer.change(theme=look), lambda _: app.apply_settings())


class Palette(BaseDialog[Command]):
    """Comes back with the command chosen."""

    CSS_PATH = "palette.tcss"
    AREA_TITLE = "app.key_palette"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[Bindings] = [
        key("down", "move('down')", "app.key_down", "app.tip_down", id="palette.down", show=False),
        key("up", "move('up')", "app.key_up", "app.tip_up", id="palette.up", show=False),
    ]

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self.commands = tuple(commands)
        self.found = self.commands

    def body(self) -> Iterable[Widget]:
        """Yield a line to type in, and what answers."""
        yield Input(placeholder=self.say("app.palette_hint"), id="words")
        yield Static(self.text("app.palette_nothing"), id="nothing")
        yield OptionList(id="found", markup=False)

    def load(self) -> None:
        """List everything, as long as nothing is typed."""
        self.show("")

    def show(self, words: str) -> None:
        """List what answers to the words, titles that do so first."""
        found = [command for command in self.commands if command.answers(words)]
        self.found = tuple(sorted(found, key=lambda command: words.casefold() not in command.title.casefold()))
        listed = self.query_one("#found", OptionList)
        listed.set_options(
            Option(Prose(Content.assemble((command.title, "bold"), "\n", (command.help, "$text-muted"))))
            for command in self.found
        )
        listed.highlighted = 0 if self.found else None
        listed.display = bool(self.found)
        self.query_one("#nothing").display = not self.found

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        event.stop()
        self.show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the highlighted one."""
        event.stop()
        listed = self.query_one("#found", OptionList)
        if listed.highlighted is not None:
            self.dismiss(self.found[listed.highlighted])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        event.stop()
        self.dismiss(self.found[event.option_index])

    def action_move(self, where: str) -> None:
        """Move in the list while the line has the focus."""
        listed = self.query_one("#found", OptionList)
        listed.action_cursor_down() if where == "down" else listed.action_cursor_up()
