"""A quiz as plain lines, for screen readers and dumb terminals: a question, a line of answer, nothing is redrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import WRITTEN, of
from ops_trainer.content.questions.view import Verdict
from ops_trainer.content.typography import spaced
from ops_trainer.locale import LANGS, Lang, say
from ops_trainer.quiz.run import Mode, Phase, Step
from ops_trainer.team.typed import folded

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes import Quiz

Print = Callable[[str], None]
STOP = "q"


def run(quiz: Quiz, trainer: Trainer, lang: Lang, lines: Iterable[str], out: Print) -> None:
    """Ask until the questions or the lines run out. Every answer is saved as it is given."""
    answers = iter(lines)
    out(say("cli_quiz.keys", lang))
    while quiz.phase is not Phase.DONE:
        going = _judge(quiz, lang, answers, out) if quiz.phase is Phase.JUDGE else _ask(quiz, lang, answers, out)
        if not going:
            out(say("cli_quiz.stopped", lang))
            return
    _end(quiz, trainer, lang, out)


def _ask(quiz: Quiz, lang: Lang, lines: Iterator[str], out: Print) -> bool:
    """Ask one question and take its answer; return False when the learner stops."""
    question = quiz.question
    if question is None:
        return False
    out("")
    head = "cli_quiz.head_open" if quiz.mode is Mode.PLACEMENT else "cli_quiz.head"
    out(say(head, lang, place=quiz.place + 1, n=len(quiz)))
    _show(question, lang, out)
    quiz.shown()
    answer = None
    while answer is None:
        line = next(lines, STOP).rstrip("\r\n")
        if (line.strip() if question.type in WRITTEN else folded(line)) == STOP:
            return False
        answer = read(question, line)
        if answer is None:
            out(say(of(question).hints.plain, lang))
        elif not of(question).can_be_read(question, answer):
            out(say("quiz.no_number", lang))
            answer = None
    if quiz.rules.ask_sure:
        out(say("cli_quiz.are_you_sure", lang))
        sure = _yes_or_no(lines, out, lang)
        if sure is None:
            return False
        answer = Answer(answer.chosen, answer.text, sure)
    step = quiz.answer(answer, lang=lang)
    if quiz.rules.at_once and step.mark.band is not Band.JUDGE:
        _tell(step, lang, out)
    return True


def _judge(quiz: Quiz, lang: Lang, lines: Iterator[str], out: Print) -> bool:
    """Ask for the learner's own verdict on an answer; return False when they stop."""
    step = quiz.judging
    if step is None:
        return False
    if not quiz.rules.at_once:
        out("")
        _show(step.question, lang, out)
    out(say("cli_quiz.you_said", lang, text=spaced(step.answer.text)))
    out(say("cli_quiz.right_is", lang, text=step.view(lang).right))
    out(say("cli_quiz.was_it_right", lang))
    verdict = _yes_or_no(lines, out, lang)
    if verdict is None:
        return False
    _tell(quiz.judge(verdict), lang, out)
    return True


def _yes_or_no(lines: Iterator[str], out: Print, lang: Lang) -> bool | None:
    """Read a yes or a no; return None when the learner stops."""
    for line in lines:
        word = folded(line)
        if word == STOP:
            return None
        for verdict, key in ((True, "cli_quiz.yes"), (False, "cli_quiz.no")):
            if any(word in say(key, spoken).split() for spoken in LANGS):
                return verdict
        out(say("cli_quiz.yes_or_no", lang))
    return None


def read(question: Question, line: str) -> Answer | None:
    """Return a line as an answer: numbers from 1 for options, else the text; nothing for *I don't know*. None when it
    is no answer to such a question."""
    kind = of(question)
    if not line.strip():
        return Answer()
    if question.type not in WRITTEN and any(character.isalpha() for character in line):
        return None  # letters stand before the rows of a match here, not before options
    return kind.read(line, len(question.options), len(question.pairs))


def _show(question: Question, lang: Lang, out: Print) -> None:
    out(spaced(question.prompt.in_lang(lang)))
    for place, (left, _) in enumerate(question.pairs):
        out(say("cli_quiz.row", lang, letter="ABCDEFGH"[place], text=spaced(left.in_lang(lang))))
    for place, option in enumerate(question.options):
        out(f"  {place + 1}. {spaced(option.text.in_lang(lang))}")
    out(say(of(question).hints.plain, lang))


def _tell(step: Step, lang: Lang, out: Print) -> None:
    """Whether it was right, what is right and why, and what the wrong choice really is."""
    view = step.view(lang)
    if view.read_as:
        out(say("quiz.read_as", lang, number=view.read_as))
    if view.verdict is Verdict.RIGHT:
        out(say("cli_quiz.right", lang))
    else:
        key = "cli_quiz.partly" if view.verdict is Verdict.PARTLY else "cli_quiz.wrong"
        out(say(key, lang, share=round(step.mark.score * 100)))
        out(say("cli_quiz.right_is", lang, text=view.right))
        for chosen in view.wrong:
            if chosen.row:
                out(say("cli_quiz.you_paired", lang, left=chosen.row, text=chosen.text))
            elif chosen.what:
                out(say("cli_quiz.you_chose", lang, text=chosen.text, what=chosen.what.replace("\n", " ")))
    out(view.explanation)


def _end(quiz: Quiz, trainer: Trainer, lang: Lang, out: Print) -> None:
    """The results: score, weak topics, mistakes with the surely wrong first."""
    found = quiz.results()
    out("")
    if found.answered < found.questions:
        out(say("cli_quiz.unanswered", lang, n=found.questions - found.answered))
    out(say("cli_quiz.score", lang, right=found.right, n=found.questions, share=round(found.score * 100)))
    if quiz.mode is Mode.PLACEMENT:
        skipped = trainer.quizzes.skipped()
        out(say("cli_quiz.skipped" if skipped else "cli_quiz.skipped_none", lang, n=len(skipped)))
        for line in skipped:
            out(f"  {spaced(line.term.in_lang(lang))}")
        return
    generator = trainer.quizzes.generator()
    weak = [topic for topic in found.topics if topic.share < 1]
    if weak:
        out(say("cli_quiz.weak", lang))
    for topic in weak:
        name = generator.term(topic.note).in_lang(lang) if generator.has(topic.note) else topic.note
        out(say("cli_quiz.topic", lang, term=spaced(name), share=round(topic.share * 100)))
    if found.mistakes and not quiz.rules.at_once:
        out(say("cli_quiz.mistakes", lang))
        for mistake in found.mistakes:
            out("")
            out(spaced(mistake.question.prompt.in_lang(lang)))
            _tell(mistake, lang, out)
    back, ahead = quiz.missed_notes()
    if back:
        out(say("cli_quiz.come_back", lang))
    if ahead:
        out(say("cli_quiz.ahead", lang, n=len(ahead)))
