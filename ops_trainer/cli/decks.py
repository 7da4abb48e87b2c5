"""`ops-trainer decks`: what there is, whether it is right, what it asks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from ops_trainer.cli import authoring, foreign
from ops_trainer.cli.frame import Frame
from ops_trainer.cli.usage import decks_of
from ops_trainer.content.text import Text
from ops_trainer.memory.deck_limits import limit_from

if TYPE_CHECKING:
    from ops_trainer.content.lint.check import Yield
    from ops_trainer.content.questions.question import Question
    from ops_trainer.trainer.views import DeckLine


def both(text: Text) -> dict[str, str | None]:
    """Return a text as `{"zh", "en"}`."""
    return {"zh": text.zh, "en": text.en}


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the commands."""
    say = frame.say
    group = typer.Typer(help=say("cli.decks"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="decks")
    as_json = Annotated[bool, Option("--json", help=say("cli.json"))]
    a_deck = Annotated[
        str,
        Argument(help=say("cli.deck_argument"), metavar="DECK", show_default=False, autocompletion=decks_of),
    ]

    @group.command("list", help=say("cli.decks_list"))
    def list_(json: as_json = False) -> None:
        with frame.trainer(look=True) as trainer:
            found = trainer.decks()
            if json:
                frame.json([_line(deck) for deck in found])
                return
            for deck in found:
                title = deck.title.in_lang(frame.lang)
                frame.print(
                    frame.say(
                        "cli.deck_line", id=deck.id, title=title, cards=deck.cards, new=deck.new, due=deck.due,
                        mastered=deck.mastered, faded=deck.faded,
                    )
                )  # fmt: skip
            for problem in trainer.problems():
                said = problem.in_lang(frame.lang)
                frame.note(said if problem.severity == "error" else frame.say("cli.warning", problem=said))

    @group.command("check", help=say("cli.decks_check"))
    def check(
        paths: Annotated[list[Path], Argument(help=say("cli.check_argument"), metavar="PATH", show_default=False)],
        json: as_json = False,
    ) -> None:
        from ops_trainer import home_probe
        from ops_trainer.content.lint.check import Known, check_paths

        found = check_paths(paths, Known(home_probe.deck_paths(frame.home), home_probe.learnt(frame.home)))
        advice = [frame.say("cli.warning", problem=problem.in_lang(frame.lang)) for problem in found.advice]
        if json:
            frame.json(
                [
                    {"file": p.file, "line": p.line, "column": p.column, "message": p.message(frame.lang)}
                    for p in found.errors
                ]
            )
        else:
            for problem in found.errors:
                frame.print(problem.in_lang(frame.lang))
        tell = frame.note if json else frame.print
        for line in (*advice, *(_yield(frame, one) for one in found.yields)):
            tell(line)
        if not json:
            frame.note(
                frame.say("cli.checked", files=found.files, errors=len(found.errors), warnings=len(found.advice))
            )
        raise typer.Exit(1 if found.errors else 0)

    @group.command("cards", help=say("cli.decks_cards"))
    def cards(deck: a_deck, json: as_json = False) -> None:
        with frame.trainer(look=True) as trainer:
            trainer.check_decks([deck])
            found = trainer.cards(deck)
            if json:
                frame.json(
                    [
                        {"id": c.id, "note": c.note, "face": c.face, "front": both(c.front), "back": both(c.back)}
                        for c in found
                    ]
                )
                return
            for card in found:
                front = card.front.in_lang(frame.lang).replace("\n", " ")
                frame.print(f"{card.id}\n  {front}\n  → {card.back.in_lang(frame.lang)}")

    @group.command("questions", help=say("cli.decks_questions"))
    def questions(
        deck: a_deck,
        seed: Annotated[int, Option(help=say("cli.seed"), metavar="N")] = 0,
        json: as_json = False,
    ) -> None:
        with frame.trainer(look=True) as trainer:
            found = trainer.quizzes.questions(deck, seed)
            if missing := trainer.quizzes.offer([deck]).missing:
                types = ", ".join(kind.value for kind in missing)
                frame.note(frame.say("cli_quiz.missing", types=types))
            if json:
                frame.json([_question(question) for question in found])
                return
            for question in found:
                _print_question(frame, question)

    @group.command("add", help=say("cli.decks_add"))
    def add_(
        path: Annotated[Path, Argument(help=say("cli.add_argument"), metavar="PATH")],
        shared: Annotated[bool, Option("--shared", help=say("cli.add_shared"))] = False,
    ) -> None:
        with frame.trainer() as trainer:
            refresh = trainer.add_deck(path, shared=shared)
            names = ", ".join((*refresh.added, *refresh.changed)) or path.stem
            frame.print(frame.say("cli.deck_added", deck=names))
            for problem in trainer.problems():
                if problem.complaint.key == "deck.renamed":
                    frame.note(frame.say("cli.warning", problem=problem.in_lang(frame.lang)))

    authoring.add(group, frame)
    foreign.add(group, frame)

    @group.command("remove", help=say("cli.decks_remove"))
    def remove(deck: a_deck) -> None:
        with frame.trainer() as trainer:
            aside = trainer.remove_deck(deck)
            frame.print(frame.say("cli.deck_removed", deck=deck, path=aside))

    @group.command("limit", help=say("cli.decks_limit"))
    def limit(
        deck: a_deck,
        new: Annotated[str, Argument(help=say("cli.limit_argument"), metavar="N", show_default=False)],
    ) -> None:
        with frame.trainer() as trainer:
            a_day = limit_from(new)
            trainer.limit_new([deck], a_day)
            frame.print(frame.say("cli.deck_limit" if a_day is not None else "cli.deck_no_limit", deck=deck, n=a_day))

    @group.command("schema", help=say("cli.decks_schema"))
    def schema() -> None:
        from ops_trainer.content.deck import deck_schema

        frame.json(deck_schema())


def _yield(frame: Frame, made: "Yield") -> str:
    key = "cli.yield_cards" if made.questions is None else "cli.yield"
    return frame.say(key, file=made.file, notes=made.notes, cards=made.cards, questions=made.questions)


def _line(deck: "DeckLine") -> dict[str, object]:
    return {
        "id": deck.id,
        "title": both(deck.title),
        "notes": deck.notes,
        "cards": deck.cards,
        "questions": deck.questions,
        "new": deck.new,
        "due": deck.due,
        "mastered": deck.mastered,
        "faded": deck.faded,
        "new_limit": deck.new_limit,
    }


def _question(question: "Question") -> dict[str, object]:
    from ops_trainer.content.questions.types import of

    return {
        "id": question.id,
        "note": question.note,
        "type": question.type.value,
        "prompt": both(question.prompt),
        "options": [{"text": both(o.text), "correct": o.correct, "note": o.note} for o in question.options],
        "answer": of(question).right_json(question, both),
        "explanation": both(question.explanation),
    }


def _print_question(frame: Frame, question: "Question") -> None:
    frame.print(f"{question.id}  [{question.type.value}]\n  {question.prompt.in_lang(frame.lang)}")
    for place, option in enumerate(question.options):
        frame.print(f"  {'✓' if option.correct else ' '} {place + 1}. {option.text.in_lang(frame.lang)}")
    for left, place in question.pairs:
        frame.print(f"  {left.in_lang(frame.lang)} → {place + 1}")
    if question.sequence:
        frame.print("  " + " → ".join(str(place + 1) for place in question.sequence))
    for text in question.accepted[:1]:
        frame.print(f"  ✓ {text.in_lang(frame.lang)}")
    if question.number is not None:
        unit = question.number.unit.in_lang(frame.lang) if question.number.unit else ""
        frame.print(f"  ✓ {question.number.value:.{question.number.decimals}f}{unit}")
    frame.print(f"  {question.explanation.in_lang(frame.lang)}\n")
