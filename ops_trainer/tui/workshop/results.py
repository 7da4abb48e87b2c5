"""What came out of a workshop: the questions, the hardest first, and a report or a table to take along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.types.base import letter
from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Fluid, Prose, wrapped
from ops_trainer.tui.workshop.host_space import counted, hanging, joined
from ops_trainer.workshop.document import when
from ops_trainer.workshop.report import page, percent
from ops_trainer.workshop.results import figures, most_tempting
from ops_trainer.workshop.sheet import sheet

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.workshop.results import Figures, Results

INDENT = "    "


class WorkshopResults(BaseScreen[None]):
    """The results of one workshop; nobody is named here."""

    CSS_PATH = "results.tcss"
    AREA_TITLE = "workshops.results"
    TOPIC = "workshop"
    AUTO_FOCUS = "#found"
    BINDINGS: ClassVar[Bindings] = [
        key("w,1", "report", "workshops.key_report", "workshops.tip_report", id="results.report"),
        key("c,2", "table", "workshops.key_table", "workshops.tip_table", id="results.table"),
    ]

    def __init__(self, id: str) -> None:
        super().__init__()
        self.workshop = id
        self.results: Results | None = None

    def body(self) -> Iterable[Widget]:
        """Everything in one page that scrolls."""
        yield Static(id="head", markup=False)
        with VerticalScroll(id="found"):
            yield Static(id="questions", markup=False)

    def load(self) -> None:
        """Work the results out."""

        def look(trainer: Trainer) -> tuple[Results, list[Figures]]:
            found = trainer.workshops.results(self.workshop)
            return found, figures(found)

        self.ask(look, self.show)

    def show(self, found: tuple[Results, list[Figures]]) -> None:
        """Fill the page."""
        self.results, lines = found
        self.set_title(spaced(self.results.title), f"{when(self.results):%Y-%m-%d %H:%M}")
        head = self.say("workshops.head", players=len(self.results.people), questions=len(lines))
        self.query_one("#head", Static).update(Prose(head))
        ordered = sorted(lines, key=lambda one: (one.asked.poll, one.share, one.place))
        self.query_one("#questions", Static).update(Fluid(lambda width: self.listed(ordered, width)))

    def listed(self, found: list[Figures], width: int) -> Content:
        """Return all questions at a width."""
        if not found:
            return wrapped(Content(self.say("workshops.no_questions")), width)
        blocks = [joined(self.block(one, min(width, 92))) for one in found]
        return Content("\n\n").join(blocks)

    def block(self, one: Figures, width: int) -> Iterable[Content]:
        """Return a question: what was asked, how many were right, what drew the wrong ones."""
        prompt = spaced(one.question.prompt.in_lang(self.lang)).replace("\n", " ")
        yield from hanging(Content.styled(f"{one.place:>2}. ", "bold $accent"), prompt, width, "bold")
        if one.asked.poll:
            yield Content(INDENT + self.say("host.hint_poll"))
            return
        said = self.say("report.of", right=one.right, all=one.there)
        yield counted(one.share, f"{said} · {one.share:.0%}", width, "$success", INDENT)
        if (place := most_tempting(one.question, one.chosen)) is not None:
            text = one.question.options[place].text
            says = self.say("workshops.tempting", letter=letter(place), n=one.chosen[place], text=text)
            yield from self._indented(says, width)
        facts = []
        if one.confidence.sure_wrong:
            facts.append(self.say("host.sure_wrong", n=one.confidence.sure_wrong))
        if one.statistics is not None:
            for name in ("discrimination", "efficiency"):
                if (value := getattr(one.statistics, name)) is not None:
                    facts.append(f"{self.say(f'report.{name}')} {percent(value)}")
        if facts:
            yield from self._indented("  ".join(facts), width)

    def _indented(self, text: str, width: int) -> Iterable[Content]:
        for line in wrapped(Content(spaced(text)), width - len(INDENT)).split("\n"):
            yield Content.assemble(INDENT, (line.plain, "$text-muted"))

    def action_report(self) -> None:
        """Write the report into the home and say where it is."""
        lang = self.lang
        self._written("html", lambda results: page(results, lang))

    def action_table(self) -> None:
        """Write the table into the home and say where it is."""
        lang = self.lang
        self._written("csv", lambda results: sheet(results, lang))

    def _written(self, kind: str, make: Callable[[Results], str]) -> None:
        results = self.results
        if results is None:
            return

        def write(trainer: Trainer) -> Path:
            from ops_trainer.trainer.workshops import FOLDER, write_report

            return write_report(trainer.home / FOLDER / f"{self.workshop}.{kind}", make(results))

        self.ask(write, self.wrote, group="write")

    def wrote(self, path: Path) -> None:
        """Say where it is."""
        self.app.notify(self.say("cli_workshop.written", path=path))
