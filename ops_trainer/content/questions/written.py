"""Questions that were written whole: options and rows are put into a drawn order, the rest is as it was written."""

from __future__ import annotations

import random

from ops_trainer.content.kinds.asked import WrittenQuestion
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.text import Text, said


def drawn(ref: str, asked: WrittenQuestion, qid: str, rng: random.Random) -> Question:
    """Return the question with its options in an order drawn from `rng`; true and false keep theirs."""
    options = list(asked.options)
    pairs: tuple[tuple[Text, int], ...] = ()
    sequence: tuple[int, ...] = ()
    if asked.type is Type.TRUE_FALSE:
        options = [Option(said("question.true"), asked.truth is True), Option(said("question.false"), not asked.truth)]
    elif asked.type is Type.MATCH:
        rights = [*dict.fromkeys([*(right for _, right in asked.pairs), *asked.decoys])]
        rng.shuffle(rights)
        rows = rng.sample(asked.pairs, len(asked.pairs))
        options = [Option(text, any(text == right for _, right in asked.pairs)) for text in rights]
        pairs = tuple((left, rights.index(right)) for left, right in rows)
    elif asked.type is Type.ORDER:
        shown = list(range(len(asked.steps)))
        while shown == sorted(shown) and len(shown) > 1:
            rng.shuffle(shown)
        options = [Option(asked.steps[number], True) for number in shown]
        sequence = tuple(shown.index(number) for number in range(len(shown)))
    else:
        rng.shuffle(options)
    return Question(
        qid,
        ref,
        f"{ref}/{asked.face}",
        asked.type,
        asked.prompt,
        asked.why or asked.answer,
        tuple(options),
        pairs,
        sequence,
        asked.accepted,
        asked.number,
        asked.face,
    )
