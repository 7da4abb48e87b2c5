"""What every screen can do: speak the learner's language, ask the trainer in a worker, and complain kindly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content
from textual.message import Message
from textual.worker import Worker, get_current_worker

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.memory.day import date_of
from ops_trainer.tui.shell.keymap import first_key, named
from ops_trainer.tui.widgets.words import day_name

if TYPE_CHECKING:
    from textual.dom import DOMNode as Node

    from ops_trainer.trainer import Trainer
    from ops_trainer.tui.shell.app import TrainerApp
else:
    Node = object

T = TypeVar("T")


class Done(Message, bubble=False, namespace="talk"):
    """A worker has an answer; `then` takes it, on the event loop."""

    def __init__(self, then: Callable[[Any], object], value: object) -> None:
        super().__init__()
        self.then, self.value = then, value


class Failed(Message, bubble=False, namespace="talk"):
    """A worker could not do what was asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Talks(Node):
    """Mixed into screens and the app."""

    if TYPE_CHECKING:

        @property
        def app(self) -> TrainerApp: ...  # type: ignore[override]

    @property
    def lang(self) -> Lang:
        """The language the app speaks now."""
        return self.app.lang

    @property
    def trainer(self) -> Trainer:
        """The open trainer. Screens are shown only once it is there (but for Home, which checks `app.door`)."""
        trainer = self.app.door
        assert trainer is not None
        return trainer

    def say(self, key: str, /, **params: object) -> str:
        """A message of the catalogue, spaced for display. Plain text: show it with `Content` or `markup=False`."""
        return spaced(say(key, self.lang, **params))

    def text(self, key: str, /, **params: object) -> Content:
        """The same as content, for labels, tooltips and titles."""
        return Content(self.say(key, **params))

    def date(self, day: int) -> str:
        """A local day as a date in words."""
        return day_name(date_of(day), self.lang)

    def key_name(self, id: str) -> str:
        """What the key of one of this screen's bindings is called now."""
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
        return await asyncio.get_running_loop().run_in_executor(self.app.hand, partial(call, *args, **named))

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
        """A complaint's line, spaced for display."""
        return spaced(error.in_lang(self.lang))

    def tell(self, key: str, /, **params: object) -> None:
        """Say in the title bar for a moment that something was done."""
        from ops_trainer.tui.widgets.title_bar import TitleBar

        for bar in self.app.screen.query(TitleBar):
            bar.flash(self.say(key, **params))
