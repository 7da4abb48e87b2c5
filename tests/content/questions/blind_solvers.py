"""Solvers that see a prompt and its options and know nothing else: a good question leaves them at chance."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import mean

from rapidfuzz import fuzz

from ops_trainer.content.questions.question import Question, Type
from ops_trainer.locale import LANGS, Lang

INITIALISM = re.compile(r"(?<![A-Za-z])[a-z]?[A-Z]{2,6}(?![A-Za-z])")
PIECE = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]")
HEDGES = re.compile(
    r"可能|也许|通常|一般|往往|大多|多半|有时|视情况|取决于|不一定|未必|左右|大约|先|再|\b(?:may|might|can|could|often|usually"
    r"|generally|sometimes|mostly|depends?|tends?|likely|about|some|first|before|unless|until|rather)\b",
    re.IGNORECASE,
)
ABSOLUTES = re.compile(
    r"一定|必须|绝对|永远|所有|全部|一律|任何|完全|从不|绝不|唯一|只要|都|只|应该|应当|太|总是|每个人|不用|不必"
    r"|\b(?:always|never|all|every|none|only|must|should|completely|entirely|any|no|whole|everyone|everything|too"
    r"|nothing|just|need)\b",
    re.IGNORECASE,
)

Solver = Callable[[str, Sequence[str]], Sequence[float]]  # how good each option looks


def pieces(text: str) -> set[str]:
    """What a text is made of: pairs of Han characters, beginnings of words, numbers."""
    found = PIECE.findall(text.casefold())
    words = {one[:5] for one in found if not ("\u3400" <= one <= "\u9fff") and (len(one) > 2 or one.isdigit())}
    han = re.findall(r"[\u3400-\u9fff]+", text)
    return words | {run[at : at + 2] for run in han for at in range(len(run) - 1)}


def parts(text: str) -> set[str]:
    """The parts of words: every Han character, and pieces."""
    return pieces(text) | set(re.findall(r"[\u3400-\u9fff]", text))


def likeness(own: str, others: Iterable[str]) -> float:
    """How much a text is like others, on average."""
    return mean(fuzz.ratio(own, other) for other in others)


def outward(text: str) -> tuple[float, ...]:
    """What a text looks like: its length, marks, digits, Latin letters."""
    return (
        len(text) / 8,
        sum(char in "，、；：。,;:.（）()" for char in text),
        sum(char.isdigit() for char in text),
        float(bool(re.search(r"[A-Za-z]{2}", text))) * 2,
        float(text[:1].casefold() in "不没先n") * 2,
    )


def others_of(options: Sequence[str], place: int) -> list[str]:
    return [option for at, option in enumerate(options) if at != place]


def _odd(prompt: str, options: Sequence[str]) -> list[float]:
    forms = [outward(option) for option in options]
    return [sum(abs(one - mean(other[part] for other in forms)) for part, one in enumerate(form)) for form in forms]


def _medoid(prompt: str, options: Sequence[str]) -> list[float]:
    return [likeness(option, others_of(options, at)) for at, option in enumerate(options)]


def _hub(prompt: str, options: Sequence[str]) -> list[float]:
    """How many of an option's pieces stand in the others: wrong options are often made by changing the right one."""
    found = [pieces(option) for option in options]
    return [
        sum(len(own & other) for at, other in enumerate(found) if at != place) / (len(own) + 1)
        for place, own in enumerate(found)
    ]


def _word_parts(prompt: str, options: Sequence[str]) -> list[float]:
    """How much of a name's make-up an option has: every Han character and beginning of a word, the rarer among the
    options the more."""
    found = [parts(option) for option in options]
    asked = parts(prompt)
    among = Counter(part for option in found for part in option)
    return [sum(math.log((len(options) + 1) / among[part]) for part in option & asked) for option in found]


def _initials(prompt: str, options: Sequence[str]) -> list[float]:
    """How many letters of an initialism begin words of the other side, in their order."""

    def fit(letters: str, text: str) -> int:
        begun = iter(word[0] for word in re.findall(r"[a-z]+", text.casefold()))
        return sum(any(letter == first for first in begun) for letter in letters.casefold())

    asked = INITIALISM.findall(prompt)
    return [
        float(
            max(
                [fit(letters, option) for letters in asked]
                + [fit(letters, prompt) for letters in INITIALISM.findall(option)],
                default=0,
            )
        )
        for option in options
    ]


SOLVERS: dict[str, Solver] = {
    "longest": lambda prompt, options: [float(len(option)) for option in options],
    "shortest": lambda prompt, options: [-float(len(option)) for option in options],
    "shared with the prompt": lambda prompt, options: [
        len(pieces(option) & pieces(prompt)) / (len(pieces(option)) + 1) for option in options
    ],
    "word parts": _word_parts,
    "initials": _initials,
    "odd one out": _odd,
    "most like the others": _medoid,
    "most pieces of the others": _hub,
    "most hedged": lambda prompt, options: [float(len(HEDGES.findall(option))) for option in options],
    "fewest absolutes": lambda prompt, options: [-float(len(ABSOLUTES.findall(option))) for option in options],
}


def edge(solver: Solver, question: Question, lang: Lang) -> float:
    """By how much a solver's first choice is right more often than one drawn blindly; equals share the choice. Of a
    match, on average over its left-hand sides."""
    texts = [option.text.in_lang(lang) for option in question.options]
    if question.pairs:
        rows = [(left.in_lang(lang), [at == place for at in range(len(texts))]) for left, place in question.pairs]
    else:
        rows = [(question.prompt.in_lang(lang), [option.correct for option in question.options])]
    return mean(_gained(solver(prompt, texts), right) for prompt, right in rows)


def _gained(looks: Sequence[float], right: Sequence[bool]) -> float:
    best = [place for place, look in enumerate(looks) if look >= max(looks) - 1e-9]
    return sum(right[place] for place in best) / len(best) - sum(right) / len(right)


def edges(questions: Iterable[Question]) -> dict[tuple[str, Lang, str], float]:
    """The mean edge of every solver, by deck (`all` for all of them together) and language."""
    found: dict[tuple[str, Lang, str], list[float]] = defaultdict(list)
    for question in questions:
        if question.type not in (Type.SINGLE, Type.MULTIPLE, Type.MATCH):
            continue
        for lang in LANGS:
            for name, solver in SOLVERS.items():
                gained = edge(solver, question, lang)
                found["all", lang, name].append(gained)
                found[question.note.partition("/")[0], lang, name].append(gained)
    return {key: mean(values) for key, values in found.items()}
