"""The app: opens the trainer behind the first paint, knows theme, language and keys, and goes from screen to screen."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from textual.screen import Screen

from ops_trainer import private_files
from ops_trainer.home_probe import folder
from ops_trainer.locale import LANGS, Complaint, Lang, from_environment
from ops_trainer.tui.shell.access import Announcement, Done, LearnerApp, TrainerAccess
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.shell.syncing import Background
from ops_trainer.tui.shell.theme import THEMES
from ops_trainer.tui.widgets.frame import Notice, TitleBar

if TYPE_CHECKING:
    from datetime import datetime

    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.workshops import Serve
    from ops_trainer.tui.shell.base import AnyScreen
    from ops_trainer.tui.study.home import Home


SCREENS = {
    "home": "ops_trainer.tui.study.home:Home",
    "welcome": "ops_trainer.tui.study.welcome:Welcome",
    "deck": "ops_trainer.tui.decks.deck:Deck",
    "study": "ops_trainer.tui.study.study:Study",
    "finish": "ops_trainer.tui.study.finish:Finish",
    "lesson": "ops_trainer.tui.decks.lesson:Lesson",
    "memory": "ops_trainer.tui.study.memory:Memory",
    "remark": "ops_trainer.tui.dialogs.choose:Remark",
    "palette": "ops_trainer.tui.shell.palette:Palette",
    "import_what": "ops_trainer.tui.decks.importing:ImportWhat",
    "import": "ops_trainer.tui.decks.importing:Import",
    "problems": "ops_trainer.tui.decks.editing:Problems",
    "note_form": "ops_trainer.tui.authoring.form:NoteForm",
    "review": "ops_trainer.tui.authoring.review:Review",
    "new_deck": "ops_trainer.tui.authoring.new_deck:NewDeck",
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
    "entrance": "ops_trainer.tui.workshop.host_lobby:Entrance",
    "attendance": "ops_trainer.tui.workshop.attendance:Attendance",
    "projector_link": "ops_trainer.tui.workshop.projector:ProjectorLink",
    "which": "ops_trainer.tui.dialogs.choose:Which",
    "hotseat": "ops_trainer.tui.workshop.hot_seat:HotSeat",
    "seat": "ops_trainer.tui.workshop.hot_seat:Seat",
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
    "team_assign": "ops_trainer.tui.team.assignments:TeamAssign",
    "team_invite": "ops_trainer.tui.team.invite:TeamInvite",
    "team_devices": "ops_trainer.tui.team.devices:TeamDevices",
    "team_preview": "ops_trainer.tui.team.member:TeamPreview",
    "team_news": "ops_trainer.tui.team.team:TeamNews",
    "team_export": "ops_trainer.tui.team.lead:TeamExport",
    "choose": "ops_trainer.tui.dialogs.choose:Choose",
    "number": "ops_trainer.tui.settings.settings:Number",
    "folder": "ops_trainer.tui.settings.folder:Folder",
    "catch": "ops_trainer.tui.settings.keys:Catch",
}


def screen_class(name: str) -> type[Screen[Any]]:
    """Return the class of a screen."""
    module, _, attribute = SCREENS[name].partition(":")
    found: type[Screen[Any]] = getattr(import_module(module), attribute)
    return found


def make(name: str, **given: Any) -> Screen[Any]:
    """Return a screen by its name, with what it needs to be told."""
    return screen_class(name)(**given)


FILE = "look.json"


class Look(NamedTuple):
    """Language and theme setting; empty where nothing is known."""

    lang: str = ""
    theme: str = "auto"


def last_look(home: str | os.PathLike[str] | None) -> Look:
    """Return the look of the last time, a plain one where there was none or it can't be read."""
    with suppress(OSError, ValueError, AttributeError):
        said = json.loads((folder(home) / FILE).read_text(encoding="utf-8"))
        look = Look(str(said.get("lang", "")), str(said.get("theme", "auto")))
        if look.lang in ("", *LANGS) and look.theme in ("auto", "light", "dark"):
            return look
    return Look()


def keep_look(home: Path, look: Look) -> None:
    """Keep the look for the next time. That it can't be written is no harm."""
    with suppress(OSError):
        file = home / FILE
        said = json.dumps(look._asdict())
        if not file.exists() or file.read_text(encoding="utf-8") != said:
            private_files.write_whole(file, said.encode())


ENDING = ("SIGTERM", "SIGHUP")  # a shutdown, a window that was closed
TINY, NARROW, SHORT = 16, 72, 22
EXCHANGE_S = 180.0  # between exchanges with the learner's other computers while the app is open
MUCH = 2_000_000  # bytes that take so long to read that it is shown how far it is


class TrainerApp(LearnerApp):
    """The whole terminal app of one learner."""

    TITLE = "ops-trainer"
    CSS_PATH = ["app.tcss", "../study/home.tcss"]  # noqa: RUF012 - the first screen's own sheet is not read by itself
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (TINY, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[Bindings] = [
        key("question_mark,f1", "help", "app.key_help", "app.tip_help", id="app.help"),
        key("ctrl+p", "palette", "app.key_palette", "app.tip_palette", id="app.palette"),
        key("ctrl+q", "quit", "app.key_quit", "app.tip_quit", id="app.quit", show=False, priority=True),
        key("ctrl+c", "help_quit", "app.key_how_to_quit", "app.tip_how_to_quit", id="app.how_to_quit", show=False),
    ]

    def __init__(
        self,
        home: str | Path | None = None,
        *,
        learner: str | None = None,
        lang: Lang | None = None,
        clock: Callable[[], datetime] | None = None,
        stopwatch: Callable[[], float] = monotonic,
        start: tuple[str, dict[str, Any]] | None = None,
        opener: Callable[[], Trainer] | None = None,
        serve: Serve | None = None,
        exchange_s: float = EXCHANGE_S,
    ) -> None:
        super().__init__()
        self.opened: Trainer | None = None
        self.open_error: Exception | None = None
        self.stopwatch = stopwatch
        self.serve = serve
        self.exchange_s = exchange_s
        self.announcement: Announcement | None = None
        self.remapped: dict[str, str] = {}
        self.background = Background(self)
        self.executor = ThreadPoolExecutor(1, "trainer-calls")
        self._wanted_lang = lang
        look = last_look(home)
        self._lang: Lang = lang or cast("Lang", look.lang) or from_environment(os.environ)
        self._start = start
        self._opener = opener or (lambda: _open(home, learner, clock, self._reading))
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = theme_name(look.theme)
        self._said_in = self._lang, self.theme, self.remapped  # what the open screens were made in

    @property
    def lang(self) -> Lang:
        """The language the app speaks now."""
        return self._lang

    # opening and closing

    def get_default_screen(self) -> Screen[Any]:
        """Return Home, a skeleton until the trainer is open."""
        return make("home")

    def on_mount(self) -> None:
        """Open the trainer once the skeleton is painted; end as by ctrl+q when told to from outside."""
        for name in ENDING if not self.is_headless else ():
            with suppress(NotImplementedError, AttributeError):  # Windows ends a program in other ways
                number = getattr(signal, name)
                asyncio.get_running_loop().add_signal_handler(number, partial(self.exit, return_code=128 + number))
        self.call_after_refresh(self.open_trainer)

    def open_trainer(self) -> None:
        """Open the trainer in a thread; again after it failed."""
        self.open_error = None

        def work() -> None:
            try:
                self.post_message(Done(self._opened, self._opener()))
            except Exception as error:
                self.post_message(Done(self._not_opened, error))

        self.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group="open")

    def _reading(self, done: int, size: int) -> None:
        """Show on Home how much of many lines is read. Called in the thread that opens the trainer."""
        if size >= MUCH:
            self.post_message(Done(self._show_reading, done * 100 // size))

    def _show_reading(self, percent: int) -> None:
        if self.opened is None and isinstance(self.screen, screen_class("home")):
            cast("Home", self.screen).show_reading(percent)

    def _opened(self, trainer: Trainer) -> None:
        collect_again()
        self.opened = trainer
        self.apply_settings()
        self.background.begin()
        self.set_interval(self.exchange_s, self.background.exchange)
        screen, given = self._start or ("home", {})
        if not trainer.settings.welcomed and getattr(screen_class(screen), "WELCOMES_FIRST", True):
            self.go("welcome", then=self._welcomed)
        elif screen != "home":
            self.go(screen, **given)

    def _welcomed(self, answered: bool | None) -> None:
        """Go where the command said; without one, whoever answered begins to study."""
        self.apply_settings()
        if self._start is not None:
            self.go(self._start[0], **self._start[1])
        elif answered:
            self.go("study")

    def _not_opened(self, error: Exception) -> None:
        collect_again()
        self.open_error = error
        if not isinstance(error, Complaint):
            self.report(error)
        cast("AnyScreen", self.screen).load()

    def on_unmount(self) -> None:
        """Let what is being written finish, and close."""
        self.executor.shutdown(wait=True)
        if self.opened is not None:
            self.opened.close()

    # settings

    def apply_settings(self) -> None:
        """Take over language, theme and keys from the settings, and show every open screen anew where they differ."""
        settings = self.trainer.settings
        self._lang = self._wanted_lang or self.trainer.lang
        self.theme = theme_name(settings.theme)
        self.remapped = dict(settings.keys)
        self.set_keymap(self.remapped)
        now = self._lang, self.theme, self.remapped
        same, self._said_in = now == self._said_in, now
        look = Look(settings.language, settings.theme)
        self.executor.submit(keep_look, self.trainer.home, look)
        for screen in self.screen_stack:
            if isinstance(screen, TrainerAccess):
                shown = cast("AnyScreen", screen)
                shown.call_later(shown.load if same else shown.say_again)

    def speak(self, lang: Lang) -> None:
        """Speak a language from now on, whatever --lang said."""
        self._wanted_lang = None
        self._lang = lang

    # going about

    def go(self, screen: str, /, then: Callable[[Any], Any] | None = None, **given: Any) -> None:
        """Go to a screen by its name (see `SCREENS`); `then` gets what it comes back with."""
        self.push_screen(make(screen, **given), then)

    def go_home(self) -> None:
        """Back to Home, whatever is open."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_go(self, screen: str) -> None:
        """Go to a screen; to the one that is open already, if it is."""
        if self.opened is None:
            return
        if screen == "home":
            self.go_home()
        elif not isinstance(self.screen, screen_class(screen)):
            self.go(screen)

    def action_team(self) -> None:
        """Go to the learner's team: for leads how everyone is doing, else one's own assignments."""

        def leads(trainer: Trainer) -> bool:
            return any(one.leads for one in trainer.teams.memberships())

        if self.opened is not None:
            self.ask(leads, lambda lead: self.action_go("team_lead" if lead else "team"), group="go-team")

    def begin_syncing(self) -> None:
        """Synchronise with the learner's teams now and from time to time, if there are any."""
        self.background.begin()

    def sync_now(self) -> None:
        """Synchronise with the teams to which something is to be sent."""
        self.background.begin_once()
        self.background.look(now=True)

    def synced(self) -> None:
        """Show what synchronising in the background brought, where the screen in front is about that."""
        if getattr(self.screen, "FOLLOWS_TEAM", False):
            cast("AnyScreen", self.screen).load()

    def action_help(self) -> None:
        """Open the help at the page about the screen in front."""
        if self.opened is not None and not isinstance(self.screen, screen_class("help")):
            self.go("help", topic=getattr(self.screen, "TOPIC", "start"))

    def action_help_quit(self) -> None:
        """Say how to quit to who pressed ctrl+c."""
        self.tell("app.how_to_quit")

    # announcements and errors

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in the notice above the page, as plain text, for so many seconds (10 where none are given)."""
        self.announcement = Announcement(title, message, severity, self.stopwatch() + (timeout or 10))
        self.call_later(self.show_announcement)

    def show_announcement(self) -> None:
        """Show the announcement on the screen in front."""
        for notice in self.screen.query(Notice):
            notice.show()

    def flash(self, news: str) -> None:
        """Show news for a moment in the title bar of the screen in front."""
        for bar in self.screen.query(TitleBar):
            bar.flash(news)

    def report(self, error: Exception) -> None:
        """Say that something is wrong in the program itself, without a traceback."""
        self.log.error(error)
        self.notify(
            self.say("app.bug", what=f"{type(error).__name__}: {error}"),
            title=self.say("app.bug_title"),
            severity="error",
            timeout=15,
        )

    # the command palette

    def action_palette(self) -> None:
        """Open the palette; what is chosen is done on the screen it was opened on."""
        from ops_trainer.tui.shell.palette import Command, commands

        def run(command: Command | None) -> object:
            return command.run() if command is not None else None

        if not self.screen.is_modal:
            self.go("palette", then=run, commands=commands(self, self.screen))


def collect_again() -> None:
    """End the rest that the start gave the garbage collector; what was loaded stays, so that it need not look at it."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def theme_name(setting: str) -> str:
    """Return the theme for a setting; `auto` asks COLORFGBG, and takes the dark one where the terminal doesn't say."""
    if setting == "auto":
        ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        setting = "light" if ground in ("7", "15") else "dark"
    return THEMES[setting].name


def _open(
    home: str | Path | None,
    learner: str | None,
    clock: Callable[[], datetime] | None,
    progress: Callable[[int, int], None],
) -> Trainer:
    import ops_trainer

    return ops_trainer.open(home, learner=learner, clock=clock, progress=progress)


def run(
    home: str | Path | None = None,
    *,
    learner: str | None = None,
    lang: Lang | None = None,
    start: tuple[str, dict[str, Any]] | None = None,
    serve: Serve | None = None,
) -> int:
    """Run the app in this terminal, at a screen of `SCREENS` where one is given; the exit status."""
    app = TrainerApp(home, learner=learner, lang=lang, start=start, serve=serve)
    result = app.run()
    return result if isinstance(result, int) else app.return_code or 0
