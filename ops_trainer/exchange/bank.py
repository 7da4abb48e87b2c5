"""A question bank as rows: 题型 题干 选项A … 答案 解析, in the words of the language that the decks go out in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ops_trainer.content.questions.question import Type
from ops_trainer.exchange.outgoing import Outgoing
from ops_trainer.exchange.sheets import letters

LEAST_OPTIONS = 4


def bank_rows(out: Outgoing) -> Iterator[list[str]]:
    """Yield the header and a row a question."""
    types = (Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE, Type.TYPED, Type.NUMERIC)
    asked = list(out.questions(types, is_open=True))
    width = max(chain((LEAST_OPTIONS,), (len(one.options) for one in asked)))
    option = out.say("export.option")
    yield [
        out.say("export.kind"), out.say("export.ask"), *(f"{option}{letters(n)}" for n in range(width)),
        out.say("export.answer"), out.say("export.why"),
    ]  # fmt: skip
    for one in asked:
        texts = [out.said(choice.text) for choice in one.options]
        if any(choice.weight is not None for choice in one.options):
            out.losses.add("export.weights", out.said(one.prompt))
        if any(choice.why is not None for choice in one.options):
            out.losses.add("export.option_why")
        match one.type:
            case Type.SINGLE | Type.MULTIPLE:
                answer = "".join(letters(place) for place, choice in enumerate(one.options) if choice.correct)
            case Type.TRUE_FALSE:
                answer = out.say("export.true" if one.truth else "export.false")
            case Type.NUMERIC:
                answer = out.said(one.answer)
                if one.number is not None and one.number.tolerance:
                    out.losses.add("export.tolerance", out.said(one.prompt))
            case _:
                answer = "|".join(out.said(text) for text in one.accepted)
        kind = "open" if one.is_open else "typed" if one.type is Type.NUMERIC else one.type.value.replace("-", "_")
        yield [
            out.say(f"export.kind_{kind}"), out.said(one.prompt), *texts, *[""] * (width - len(texts)),
            answer or (out.said(one.answer) if one.is_open else ""), "" if one.is_open else out.said(one.why),
        ]  # fmt: skip
