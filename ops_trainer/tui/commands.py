"""The command palette: every place to go, and every key of the screen it was opened on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen

from ops_trainer.locale import Lang

if TYPE_CHECKING:
    from ops_trainer.tui.app import TrainerApp


def palette(app: TrainerApp) -> CommandPalette:
    """The palette, in the app's language."""
    return CommandPalette(placeholder=app.say("app.palette_hint"), id="--command-palette")


def commands(app: TrainerApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Commands for the palette."""
    for owner, binding, enabled, tip in screen.active_bindings.values():
        if binding.show and enabled and binding.id and not binding.id.startswith("app."):
            run = partial(app.run_action, binding.action, default_namespace=owner)
            yield SystemCommand(app.say(binding.description), app.say(tip), run)
    if app.door is not None:
        yield SystemCommand(app.say("app.go_home"), app.say("app.go_home_help"), app.go_home)
        yield SystemCommand(app.say("app.go_study"), app.say("app.go_study_help"), partial(app.action_go, "study"))
        yield SystemCommand(app.say("app.go_browse"), app.say("app.go_browse_help"), partial(app.action_go, "browse"))
        yield SystemCommand(app.say("app.go_stats"), app.say("app.go_stats_help"), partial(app.action_go, "stats"))
        yield SystemCommand(
            app.say("app.go_settings"), app.say("app.go_settings_help"), partial(app.action_go, "settings")
        )
        yield SystemCommand(app.say("app.go_help"), app.say("app.go_help_help"), app.action_help)
        yield SystemCommand(app.say("app.other_lang"), app.say("app.other_lang_help"), partial(_other_language, app))
        yield SystemCommand(app.say("app.other_look"), app.say("app.other_look_help"), partial(_other_look, app))
    yield SystemCommand(app.say("app.quit"), app.say("app.quit_help"), app.action_quit)


def _other_language(app: TrainerApp) -> None:
    lang: Lang = "en" if app.lang == "zh" else "zh"
    app.speak(lang)
    app.ask(lambda trainer: trainer.change(language=lang), lambda _: app.apply_settings())


def _other_look(app: TrainerApp) -> None:
    look = "light" if app.current_theme.dark else "dark"
    app.ask(lambda trainer: trainer.change(theme=look), lambda _: app.apply_settings())
