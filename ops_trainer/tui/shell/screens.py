"""The screens by name, each imported when it is first gone to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

SCREENS = {
    "home": "ops_trainer.tui.study.home:Home",
    "welcome": "ops_trainer.tui.study.welcome:Welcome",
    "deck": "ops_trainer.tui.decks.deck:Deck",
    "study": "ops_trainer.tui.study.study:Study",
    "finish": "ops_trainer.tui.study.finish:Finish",
    "lesson": "ops_trainer.tui.decks.lesson:Lesson",
    "memory": "ops_trainer.tui.study.memory:Memory",
    "remark": "ops_trainer.tui.study.flag:Remark",
    "palette": "ops_trainer.tui.shell.palette:Palette",
    "problems": "ops_trainer.tui.decks.problems:Problems",
    "browse": "ops_trainer.tui.decks.browse:Browse",
    "stats": "ops_trainer.tui.stats.stats:Stats",
    "settings": "ops_trainer.tui.settings.settings:Settings",
    "keys": "ops_trainer.tui.settings.keys:KeyList",
    "help": "ops_trainer.tui.shell.help:Help",
    "quiz": "ops_trainer.tui.quiz.setup:QuizSetup",
    "quiz_play": "ops_trainer.tui.quiz.play:QuizPlay",
    "quiz_result": "ops_trainer.tui.quiz.result:QuizResult",
    "quiz_history": "ops_trainer.tui.quiz.history:QuizHistory",
    "mixups": "ops_trainer.tui.quiz.mixups:Mixups",
    "skipped": "ops_trainer.tui.quiz.placed_notes:SkippedNotes",
    "pick": "ops_trainer.tui.dialogs.choose:Pick",
    "host": "ops_trainer.tui.workshop.host:Host",
    "entrance": "ops_trainer.tui.workshop.entrance:Entrance",
    "which": "ops_trainer.tui.dialogs.choose:Which",
    "hotseat": "ops_trainer.tui.workshop.hot_seat:HotSeat",
    "seat": "ops_trainer.tui.workshop.seat:Seat",
    "one_line": "ops_trainer.tui.dialogs.choose:OneLine",
    "workshops": "ops_trainer.tui.workshop.setup:Workshops",
    "workshop_history": "ops_trainer.tui.workshop.history:WorkshopHistory",
    "workshop_results": "ops_trainer.tui.workshop.results:WorkshopResults",
    "player": "ops_trainer.tui.workshop.player:Player",
    "team": "ops_trainer.tui.team.team:Team",
    "team_join": "ops_trainer.tui.team.join:TeamJoin",
    "team_lead": "ops_trainer.tui.team.lead:TeamLead",
    "team_member": "ops_trainer.tui.team.member:TeamMember",
    "team_hard": "ops_trainer.tui.team.hard_spots:TeamHard",
    "team_tasks": "ops_trainer.tui.team.assignments:TeamTasks",
    "team_assign": "ops_trainer.tui.team.assign:TeamAssign",
    "team_invite": "ops_trainer.tui.team.invite:TeamInvite",
    "team_preview": "ops_trainer.tui.team.preview:TeamPreview",
    "team_news": "ops_trainer.tui.team.news:TeamNews",
    "team_export": "ops_trainer.tui.team.export:TeamExport",
    "choose": "ops_trainer.tui.dialogs.choose:Choose",
    "number": "ops_trainer.tui.settings.settings:Number",
    "catch": "ops_trainer.tui.settings.keys:Catch",
}


def screen_class(name: str) -> type[Screen[Any]]:
    """The class of a screen."""
    module, _, attribute = SCREENS[name].partition(":")
    found: type[Screen[Any]] = getattr(import_module(module), attribute)
    return found


def make(name: str, **given: Any) -> Screen[Any]:
    """A screen by its name, with what it needs to be told."""
    return screen_class(name)(**given)
