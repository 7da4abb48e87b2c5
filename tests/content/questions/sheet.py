"""Sheets for people who judge and answer questions without having seen decks or code.

`python3 -m tests.content.questions.sheet N SEED --into FOLDER` writes `questions-SEED.txt` and `.jsonl`, the questions
with options as they are asked, and apart from them `questions-SEED.key.jsonl` with the ids and the right places. With
`--typing` it writes prompts alone, whose key has the answers on the cards; what a deck accepts is on neither.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import OWN_WORDS, Question, Type
from ops_trainer.locale import LANGS, Lang
from tests.content.questions.library import builtin

CHOSEN = frozenset({Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE, Type.MATCH})
LETTERS = "ABCDEFGH"
MOST_SEEDS = 4


def drawn(count: int, seed: int, *, typing: bool, refs: Sequence[str] | None = None) -> list[tuple[Question, Lang]]:
    """Draw questions of the built-in decks, or of some of their notes, each as likely as any other, and the language
    each is asked in: the languages in turn. Where a seed makes too few, the rest come from further ones; prompts
    to be answered in writing are the same for every seed, and there may be fewer."""
    generator = Generator(builtin())
    rng = random.Random(f"sheet {seed}")
    found: list[Question] = []
    for further in range(MOST_SEEDS):
        made = [q for ref in refs or generator.refs for q in generator.questions(ref, seed * MOST_SEEDS + further)]
        fit = [q for q in made if (q.type is Type.TYPED and q.aspect != OWN_WORDS if typing else q.type in CHOSEN)]
        found += rng.sample(fit, min(count - len(found), len(fit)))
        if len(found) == count or typing:
            break
    return list(zip(found, itertools.cycle(LANGS), strict=False))


def on_sheet(number: int, question: Question, lang: Lang) -> dict[str, Any]:
    """Return a question as it stands on the sheet: nothing in it says what is right."""
    found: dict[str, Any] = {"n": number, "lang": lang, "type": question.type, "prompt": question.prompt.in_lang(lang)}
    if question.pairs:
        found["left"] = [left.in_lang(lang) for left, _ in question.pairs]
    if question.options:
        found["options"] = [option.text.in_lang(lang) for option in question.options]
    return found


def in_key(number: int, question: Question, lang: Lang) -> dict[str, Any]:
    """Return what is right, with the id by which the question is made again: letters of the options, for a match those
    of the left-hand sides in their order, for a typed one the answer on the card."""
    found: dict[str, Any] = {"n": number, "question": question.id, "lang": lang}
    if question.type is Type.TYPED:
        found["answer"] = question.accepted[0].in_lang(lang)
        found["says"] = question.explanation.in_lang(lang)
    elif question.pairs:
        found["right"] = "".join(LETTERS[place] for _, place in question.pairs)
    else:
        found["right"] = "".join(LETTERS[place] for place, option in enumerate(question.options) if option.correct)
    return found


def readable(row: dict[str, Any]) -> str:
    """Return a question of the sheet as people read it."""
    lines = [f"{row['n']}. ({row['lang']}, {row['type']})", row["prompt"]]
    lines += [f"   {place}. {left}" for place, left in enumerate(row.get("left", ()), 1)]
    lines += [f"   {LETTERS[place]}  {option}" for place, option in enumerate(row.get("options", ()))]
    return "\n".join(lines)


def write(folder: Path, name: str, questions: Sequence[tuple[Question, Lang]]) -> None:
    """Write a sheet twice, and its key apart."""
    folder.mkdir(parents=True, exist_ok=True)
    numbered = [(number, *one) for number, one in enumerate(questions, 1)]
    sheet, key = [on_sheet(*one) for one in numbered], [in_key(*one) for one in numbered]
    for file, rows in ((f"{name}.jsonl", sheet), (f"{name}.key.jsonl", key)):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (folder / file).write_text("".join(lines), encoding="utf-8")
    (folder / f"{name}.txt").write_text("\n\n".join(map(readable, sheet)) + "\n", encoding="utf-8")


def main() -> None:
    """Write the sheets asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--typing", action="store_true", help="prompts to be answered in writing")
    parser.add_argument("--into", type=Path, default=Path("sheets"))
    given = parser.parse_args()
    name = f"{'typing' if given.typing else 'questions'}-{given.seed}"
    write(given.into, name, drawn(given.count, given.seed, typing=given.typing))


if __name__ == "__main__":
    main()
