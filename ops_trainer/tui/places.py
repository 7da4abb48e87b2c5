"""The screens by name, each imported when it is first gone to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

PLACES = {
    "home": "ops_trainer.tui.screens.home:Home",
    "welcome": "ops_trainer.tui.screens.welcome:Welcome",
    "deck": "ops_trainer.tui.screens.deck:Deck",
    "study": "ops_trainer.tui.screens.study:Study",
    "finish": "ops_trainer.tui.screens.finish:Finish",
    "lesson": "ops_trainer.tui.screens.lesson:Lesson",
    "memory": "ops_trainer.tui.screens.memory:Memory",
    "remark": "ops_trainer.tui.screens.remark:Remark",
    "palette": "ops_trainer.tui.screens.palette:Palette",
    "problems": "ops_trainer.tui.screens.problems:Problems",
    "browse": "ops_trainer.tui.screens.browse:Browse",
    "stats": "ops_trainer.tui.screens.stats:Stats",
    "settings": "ops_trainer.tui.screens.settings:Settings",
    "keys": "ops_trainer.tui.screens.keys:KeyList",
    "help": "ops_trainer.tui.screens.help:Help",
    "quiz": "ops_trainer.tui.screens.quiz:QuizSetup",
    "quiz_play": "ops_trainer.tui.screens.quiz_play:QuizPlay",
    "quiz_result": "ops_trainer.tui.screens.quiz_result:QuizResult",
    "quiz_history": "ops_trainer.tui.screens.quiz_history:QuizHistory",
    "mixups": "ops_trainer.tui.screens.mixups:Mixups",
    "skipped": "ops_trainer.tui.screens.skipped:SkippedNotes",
    "pick": "ops_trainer.tui.screens.pick:Pick",
    "host": "ops_trainer.tui.screens.host:Host",
    "entrance": "ops_trainer.tui.screens.entrance:Entrance",
    "which": "ops_trainer.tui.screens.which:Which",
    "hotseat": "ops_trainer.tui.screens.hotseat:HotSeat",
    "seat": "ops_trainer.tui.screens.seat:Seat",
    "one_line": "ops_trainer.tui.screens.one_line:OneLine",
    "workshops": "ops_trainer.tui.screens.workshops:Workshops",
    "workshop_history": "ops_trainer.tui.screens.workshop_history:WorkshopHistory",
    "workshop_results": "ops_trainer.tui.screens.workshop_results:WorkshopResults",
    "player": "ops_trainer.tui.screens.player:Player",
    "team": "ops_trainer.tui.screens.team:Team",
    "team_join": "ops_trainer.tui.screens.team_join:TeamJoin",
    "team_lead": "ops_trainer.tui.screens.team_lead:TeamLead",
    "team_member": "ops_trainer.tui.screens.team_member:TeamMember",
    "team_hard": "ops_trainer.tui.screens.team_hard:TeamHard",
    "team_tasks": "ops_trainer.tui.screens.team_tasks:TeamTasks",
    "team_assign": "ops_trainer.tui.screens.team_assign:TeamAssign",
    "team_invite": "ops_trainer.tui.screens.team_invite:TeamInvite",
    "team_preview": "ops_trainer.tui.screens.team_preview:TeamPreview",
    "team_news": "ops_trainer.tui.screens.team_news:TeamNews",
    "team_export": "ops_trainer.tui.screens.team_export:TeamExport",
    "choose": "ops_trainer.tui.screens.choose:Choose",
    "number": "ops_trainer.tui.screens.number:Number",
    "catch": "ops_trainer.tui.screens.catch:Catch",
}


def place_class(name: str) -> type[Screen[Any]]:
    """The class of a screen."""
    module, _, attribute = PLACES[name].partition(":")
    found: type[Screen[Any]] = getattr(import_module(module), attribute)
    return found


def make(name: str, **given: Any) -> Screen[Any]:
    """A screen by its name, with what it needs to be told."""
    return place_class(name)(**given)
