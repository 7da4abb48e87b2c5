"""Nobody gets far without knowing: neither by the looks of the options nor by one rule for all exercises."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from ops_trainer.content import compute as exercises
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Question, Type
from tests.content.questions.blind_solvers import SOLVERS, edges
from tests.content.questions.library import builtin, generated

SOAK_SEEDS = 40
MOST, MOST_IN_A_DECK = 0.05, 0.08  # above chance
# By chance alone a small deck's mean varies by as much on three seeds; forty even it out.
MOST_ANY_DAY = 0.15


def test_solvers_that_know_nothing_are_at_chance() -> None:
    found = edges(generated())
    assert {name for deck, _, name in found if deck == "all"} == set(SOLVERS)
    over = {key: edge for key, edge in found.items() if edge > (MOST if key[0] == "all" else MOST_ANY_DAY)}
    assert not over


@pytest.mark.soak(only=True)
def test_over_forty_seeds_solvers_are_at_chance_in_every_deck() -> None:
    generator = Generator(builtin())
    found = edges(q for ref in generator.refs for seed in range(SOAK_SEEDS) for q in generator.questions(ref, seed))
    over = {key: edge for key, edge in found.items() if edge > (MOST if key[0] == "all" else MOST_IN_A_DECK)}
    assert not over


def test_a_neighbour_that_the_deck_names_is_among_the_options() -> None:
    notes, siblings = builtin(), Siblings(builtin(), {})
    asked: Counter[bool] = Counter()
    for question in generated():
        near = {ref for ref in notes if siblings.contrasted(question.note, ref)}
        if question.type is Type.SINGLE and near and not question.aspect.startswith("part."):
            asked[any(option.note in near for option in question.options)] += 1
    assert asked[True] >= 0.8 * asked.total()


Rule = tuple[str, str, str]


def rules() -> Iterator[tuple[Rule, Callable[[list[float]], float]]]:
    """Every way to work out two of the numbers of a prompt, known by where they stand or by their size."""
    ways: dict[str, Callable[[float, float], float]] = {
        "a/b": lambda a, b: a / b,
        "a*b": lambda a, b: a * b,
        "a-b": lambda a, b: a - b,
        "a+b": lambda a, b: a + b,
        "(a-b)/b": lambda a, b: (a - b) / b,
    }
    orders: dict[str, Callable[[list[float]], list[float]]] = {"as they stand": list, "by size": sorted}
    for (order, put), (way, work) in itertools.product(orders.items(), ways.items()):
        for one, other in itertools.permutations(("first", "second", "third", "last"), 2):

            def value(given: list[float], put=put, work=work, one=one, other=other) -> float:  # type: ignore[no-untyped-def]
                at = {"first": 0, "second": 1, "third": min(2, len(given) - 1), "last": len(given) - 1}
                return float(work(put(given)[at[one]], put(given)[at[other]]))

            yield (order, way, f"{one}, {other}"), value


def numbers_in(question: Question) -> list[float]:
    """The numbers of a prompt that were drawn, in the order in which they stand there."""
    exercise = builtin()[question.note].exercise()
    assert exercise is not None
    rng = random.Random(question.id)
    compute = rng.choice(exercise.computes)
    given = exercises.draw(compute, rng)
    return [given[name] for name in exercises.PLACEHOLDER.findall(compute.ask.in_lang("en"))]


def test_no_fixed_rule_over_the_printed_numbers_solves_the_exercises() -> None:
    """A rule may even know the unit: whatever it gives is right as it is, in per cent or in thousands."""
    drawn = [(question, numbers_in(question)) for question in generated() if question.aspect == "compute"]
    assert len(drawn) > 150
    solved: Counter[Rule] = Counter()
    for question, given in drawn:
        number = question.number
        assert number is not None
        for rule, value in rules():
            found = value(given)
            if any(abs(found * scale - number.value) <= number.tolerance * 1.01 for scale in (1, 100, 0.01, 1000)):
                solved[rule] += 1
    rule, most = solved.most_common(1)[0]
    assert most <= 0.4 * len(drawn), (rule, most / len(drawn))
    assert most >= 0.05 * len(drawn)  # a rule that solved nothing would be none
