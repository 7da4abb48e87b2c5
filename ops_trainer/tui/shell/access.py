"""What every screen can do: speak the learner's language, ask the trainer in a worker, and complain kindly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual import events
from textual.app import App
from textual.content import Content
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.worker import Worker, get_current_worker

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.tui.shell.keymap import first_key, named, plain_keys
from ops_trainer.tui.widgets.words import day_name

if TYPE_CHECKING:
    from textual.dom import DOMNode as Node

    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.workshops import Serve
else:
    Node = object

T = TypeVar("T")


class Done(Message, bubble=False, namespace="talk"):
    """Posted when a worker has an answer; `then` takes it, on the event loop."""

    def __init__(self, then: Callable[[Any], object], value: object) -> None:
        super().__init__()
        self.then, self.value = then, value


class Failed(Message, bubble=False, namespace="talk"):
    """Posted when a worker could not do what was asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Announcement(NamedTuple):
    """A message for the notice above the page, shown until a moment of the app's stopwatch."""

    title: str
    message: str
    severity: SeverityLevel
    until: float


class TrainerAccess(Node):
    """Mixed into screens and the app."""

    if TYPE_CHECKING:

        @property
        def app(self) -> LearnerApp: ...  # type: ignore[override]

    @property
    def lang(self) -> Lang:
        """The language the app speaks now."""
        return self.app.lang

    @property
    def trainer(self) -> Trainer:
        """The open trainer. Screens are shown only once it is there (but for Home, which checks `app.opened`)."""
        trainer = self.app.opened
        assert trainer is not None
        return trainer

    def say(self, key: str, /, **params: object) -> str:
        """Return a message of the catalogue, spaced for display: plain text, shown as `Content` or `markup=False`."""
        return spaced(say(key, self.lang, **params))

    def text(self, key: str, /, **params: object) -> Content:
        """Return the same as content, for labels, tooltips and titles."""
        return Content(self.say(key, **params))

    def date(self, day: int) -> str:
        """Return a local day as a date in words."""
        from ops_trainer.memory.day import date_of

        return day_name(date_of(day), self.lang)

    def key_name(self, id: str) -> str:
        """Return what the key of one of this screen's bindings is called now."""
        return named(first_key(type(self), id, self.app.remapped), self.lang)

    def ask(
        self, job: Callable[[Trainer], T], then: Callable[[T], object] = lambda _: None, *, group: str = "ask"
    ) -> Worker[None]:
        """Run a job with the trainer in a thread; its answer comes to `then` on the event loop.

        A newer question of the same group takes the place of an older one. Complaints become notices.
        """
        trainer = self.trainer

        def work() -> None:
            worker = get_current_worker()
            try:
                said: Message = Done(then, job(trainer))
            except Exception as error:
                said = Failed(error)
            if not worker.is_cancelled:
                self.post_message(said)

        return self.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group=group)

    async def do(self, call: Callable[..., T], /, *args: Any, **named: Any) -> T:
        """Call the trainer from an action that must finish before the next key counts.

        Runs in the one thread for such calls, in their order, and doesn't block the event loop. Complaints rise.
        """
        return await asyncio.get_running_loop().run_in_executor(self.app.executor, partial(call, *args, **named))

    async def on_talk_done(self, event: Done) -> None:
        """Pass an answer on."""
        taken = event.then(event.value)
        if isawaitable(taken):
            await taken

    def on_talk_failed(self, event: Failed) -> None:
        """Say what went wrong."""
        self.complain(event.error)

    def complain(self, error: Exception) -> None:
        """Show a notice with a title, what happened and what to do."""
        if isinstance(error, Complaint):
            title = self.say("app.error_title")
            self.app.notify(self.say_complaint(error), title=title, severity="error")
        else:
            self.app.report(error)

    def say_complaint(self, error: Complaint) -> str:
        """Return a complaint's line, spaced for display."""
        return spaced(error.in_lang(self.lang))

    def tell(self, key: str, /, **params: object) -> None:
        """Say in the title bar for a moment that something was done."""
        self.app.flash(self.say(key, **params))


class LearnerApp(TrainerAccess, App[int]):
    """What screens and widgets may use of the app. `TrainerApp` implements it; only that file knows both sides."""

    opened: Trainer | None
    """The trainer once it is open."""
    open_error: Exception | None
    """Why the trainer could not be opened."""
    announcement: Announcement | None
    remapped: dict[str, str]
    """Binding id → keys, as the learner changed them."""
    stopwatch: Callable[[], float]
    serve: Serve | None
    """Starts the server of a workshop; screens don't know the web."""
    executor: Executor
    """One thread for calls of the trainer that keep their order."""

    async def on_event(self, event: events.Event) -> None:
        """Take a key that came through an input method or Caps Lock for the plain one, then go on as ever."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            event = self.meant(event)
        await super().on_event(event)

    def meant(self, event: events.Key) -> events.Key | events.Paste:
        """Return the key that is meant: the pressed one in a line to type in or where it is bound itself, else the
        first bound one of those it may stand for."""
        typed = event.character or ""
        tries = plain_keys(typed) if len(typed) == 1 and not ("a" <= typed <= "z") else {}
        if not tries:
            return event
        if self.focused is not None and self.focused.check_consume_key("a", "a"):
            # Textual's lines take an ideographic space for nothing that can be printed.
            return events.Paste(typed) if typed.isspace() else event
        bound = self.screen.active_bindings
        if event.key in bound:
            return event
        return next((events.Key(key, char) for key, char in tries.items() if key in bound), event)

    @property
    def lang(self) -> Lang:
        """The language the app speaks now."""
        raise NotImplementedError

    def speak(self, lang: Lang) -> None:
        """Speak a language from now on, whatever the command line said."""

    def open_trainer(self) -> None:
        """Open the trainer in a thread; again after it failed."""

    def apply_settings(self) -> None:
        """Take over language, theme and keys from the settings, and show every open screen anew where they differ."""

    def begin_syncing(self) -> None:
        """Synchronise with the learner's teams now and from time to time, if there are any."""

    def sync_now(self) -> None:
        """Synchronise with the teams to which something is to be sent."""

    def go(self, screen: str, /, then: Callable[[Any], Any] | None = None, **given: Any) -> None:
        """Go to a screen by its name (see `SCREENS`); `then` gets what it comes back with."""

    def go_home(self) -> None:
        """Close every screen above Home."""

    def action_go(self, screen: str) -> None:
        """Go to a screen; to the one that is open already, if it is."""

    def action_team(self) -> None:
        """Go to the learner's team: for leads how everyone is doing, else one's own assignments."""

    def synced(self) -> None:
        """Show on the screen in front what synchronising in the background brought."""

    def show_announcement(self) -> None:
        """Show the announcement on the screen in front."""

    def flash(self, news: str) -> None:
        """Show news for a moment in the title bar of the screen in front."""

    def report(self, error: Exception) -> None:
        """Say that something is wrong in the program itself, without a traceback."""
