"""`ops-trainer quiz`: a quiz in the app, or the same as plain lines."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from ops_trainer.cli.frame import Frame, open_app
from ops_trainer.cli.usage import decks_of, tags_of
from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.content.questions.question import Type
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes import Quiz

SCOPES = ("met", "all", "ahead")
COUNT = 10


def add(app: typer.Typer, frame: Frame) -> None:
    """Add the command."""
    say = frame.say

    @app.command("quiz", help=say("cli_quiz.quiz"))
    def quiz(
        decks: Annotated[
            list[str] | None, Argument(help=say("cli.decks_argument"), metavar="DECK", autocompletion=decks_of)
        ] = None,
        count: Annotated[int | None, Option(help=say("cli_quiz.count"), metavar="N")] = None,
        scope: Annotated[
            str | None,
            Option(help=say("cli_quiz.scope"), metavar="|".join(SCOPES), autocompletion=lambda: list(SCOPES)),
        ] = None,
        seed: Annotated[int | None, Option(help=say("cli.seed"), metavar="N")] = None,
        type_: Annotated[
            list[str] | None,
            Option("--type", help=say("cli_quiz.type"), metavar="TYPE", autocompletion=lambda: list(_known_types())),
        ] = None,
        tag: Annotated[
            list[str] | None, Option("--tag", help=say("cli.tag"), metavar="TAG", autocompletion=tags_of)
        ] = None,
        seconds: Annotated[int | None, Option(help=say("cli_quiz.seconds"), metavar="N")] = None,
        at_end: Annotated[bool, Option("--at-end", help=say("cli_quiz.at_end"))] = False,
        sure: Annotated[bool, Option("--sure", help=say("cli_quiz.sure"))] = False,
        contrast: Annotated[bool, Option("--contrast", help=say("cli_quiz.contrast"))] = False,
        placement: Annotated[bool, Option("--placement", help=say("cli_quiz.placement"))] = False,
        resume: Annotated[bool, Option("--resume", help=say("cli_quiz.resume"))] = False,
        plain: Annotated[bool, Option("--plain", help=say("cli.plain"))] = False,
        json: Annotated[bool, Option("--json", help=say("cli_quiz.json"))] = False,
    ) -> None:
        chosen, tags = tuple(decks or ()), tuple(tag or ())
        if sum((contrast, placement, resume)) > 1:
            raise Complaint("cli_quiz.one_kind")
        if tags and (contrast or resume):
            raise Complaint("cli_quiz.no_tag_here")
        asked = _asked(
            count=count,
            seed=seed,
            types=_types(type_),
            limit_s=seconds,
            at_once=not at_end,
            ask_sure=sure,
            scope=_scope(scope),
            tags=tags or None,
        )
        if json:
            with frame.trainer(look=True) as trainer:
                frame.json(_offers(trainer, chosen, tags))
            return
        usual = not (contrast or placement or resume)
        begin = _begin(chosen, asked, contrast, placement, resume)
        if not plain:
            if usual:
                straight = bool(set(asked) - {"count", "seed", "scope", "tags"})
                raise typer.Exit(open_app(frame, ("quiz", {"decks": chosen, "straight": straight, **asked})))
            raise typer.Exit(open_app(frame, ("quiz_play", {"begin": begin})))
        from ops_trainer.cli.plain_quiz import run

        with frame.trainer() as trainer:
            if not resume and (stopped := trainer.quizzes.stopped()):
                frame.note(frame.say("cli_quiz.there_is_one", done=stopped[0].answered, n=stopped[0].questions))
            quiz = begin(trainer)
            if usual and len(quiz) < asked.get("count", COUNT):
                met = asked.get("scope", SCOPES[0]) == SCOPES[0]
                frame.note(frame.say("cli_quiz.fewer_met" if met else "cli_quiz.fewer", n=len(quiz)))
            run(quiz, trainer, frame.lang, sys.stdin, frame.print)


def _types(names: list[str] | None) -> "tuple[Type, ...] | None":
    """Return the types of question asked for; None for all."""
    if not names:
        return None
    known = _known_types()
    for name in names:
        if name not in known:
            raise Complaint("cli_quiz.bad_type", type=name, known=", ".join(known))
    return tuple(dict.fromkeys(known[name] for name in names))


def _known_types() -> "dict[str, Type]":
    """Return every type of question by the name that `--type` takes."""
    from ops_trainer.content.questions.question import Type

    return {type_.value: type_ for type_ in Type}


def _scope(name: str | None) -> Any:
    """The scope asked for; None for the usual one."""
    if name is None:
        return None
    from ops_trainer.quiz.run import Scope

    if name not in SCOPES:
        raise Complaint("cli_quiz.bad_scope", scope=name, known=", ".join(SCOPES))
    return Scope(name)


def _offers(trainer: "Trainer", decks: tuple[str, ...], tags: tuple[str, ...]) -> dict[str, Any]:
    """What can be asked in each scope, as JSON values."""
    from ops_trainer.quiz.run import Scope

    found = {scope: trainer.quizzes.offer(decks, scope, tags) for scope in Scope}
    return {
        scope.value: {
            "notes": offer.notes,
            "questions": {kind.value: count for kind, count in offer.questions.items()},
            "again": offer.again,
        }
        for scope, offer in found.items()
    }


def _asked(**given: Any) -> dict[str, Any]:
    """What of a quiz's rules differs from the usual."""
    usual = {"at_once": True, "ask_sure": False}
    return {name: value for name, value in given.items() if value != usual.get(name)}


def _begin(
    decks: tuple[str, ...], asked: dict[str, Any], contrast: bool, placement: bool, resume: bool
) -> "Callable[[Trainer], Quiz]":
    """How the quiz asked for is begun, once the trainer is open."""
    seed = asked.get("seed")

    def begin(trainer: "Trainer") -> "Quiz":
        if contrast:
            return trainer.quizzes.start_contrast(decks, seed=seed)
        if placement:
            return trainer.quizzes.start_placement(decks, seed=seed, tags=asked.get("tags", ()))
        if resume:
            stopped = trainer.quizzes.stopped()
            if not stopped:
                raise Complaint("cli_quiz.none_stopped")
            return trainer.quizzes.resume(stopped[0].id)
        return trainer.quizzes.start(decks, **asked)

    return begin
