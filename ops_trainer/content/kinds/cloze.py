"""Sentences with gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from ops_trainer.content.kinds.asked import Recall
from ops_trainer.content.kinds.base import BaseNote, Face, Fault
from ops_trainer.content.kinds.gaps import Gaps
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Complaint, Lang

CODE = re.compile(r"[<>()\[\]{}=;_/\\]|::")
BETWEEN: dict[Lang, str] = {"zh": "；", "en": "; "}  # the answers of gaps that are asked together


class Cloze(BaseNote):
    """A sentence with keyed gaps, each written `{{key::answer}}` or `{{key::answer::hint}}`. Gaps of one key are asked
    together."""

    kind: Literal["cloze"] = "cloze"
    text: Text

    @cached_property
    def gaps(self) -> dict[Lang, Gaps]:
        """The gaps in each language of the text."""
        return {lang: Gaps(getattr(self.text, lang)) for lang in self.text.langs}

    @property
    def title(self) -> Text:
        """The whole sentence, every gap filled."""
        return Text(**{lang: gaps.filled for lang, gaps in self.gaps.items()})

    def summary(self, pool: str = "") -> Text:
        """Return the whole sentence."""
        return self.title

    def make_faces(self) -> Iterator[Face]:
        """Yield the sentence with the gaps of each key."""
        for key, sentence, answer in self._asked():
            yield f"cloze.{key}", sentence, said("card.cloze"), answer

    def write(self, page: Page) -> None:
        """Write the whole sentence."""
        page.text(self.title)

    def recalls(self) -> Iterator[Recall]:
        """Yield the gaps. What else the note accepts is only known to be meant for a gap that is the only one."""
        found = list(self._asked())
        for key, sentence, answer in found:
            prompt = joined(sentence, said("question.gap", sentence.langs))
            yield Recall(f"cloze.{key}", prompt, answer, len(found) == 1, self.title)

    def faults(self) -> Iterator[Fault]:
        """Yield what looks like a gap and is none, and that a language has no gap, or others than the other one."""
        for lang, gaps in self.gaps.items():
            yield from ((("text", lang), complaint) for complaint in gaps.faults)
        by_lang = [frozenset(gaps.keys) for gaps in self.gaps.values()]
        if any(gaps.faults for gaps in self.gaps.values()):
            return
        if not all(by_lang):
            yield ("text",), Complaint("deck.no_gap")
        elif len(set(by_lang)) > 1:
            yield ("text",), Complaint("deck.gaps_differ")

    def unasked(self) -> Iterator[Fault]:
        """Yield nothing: a gap is asked and answered in the languages that it stands in."""
        return iter(())

    def warnings(self) -> Iterator[Complaint]:
        """Yield hints that look as if they were part of a code-like answer with :: in it."""
        for gaps in self.gaps.values():
            for gap in gaps.found:
                if CODE.search(gap.hint):
                    yield Complaint("editorial.hint_is_code", note=self.id, gap=gaps.text[gap.start : gap.end][:80])

    def _asked(self) -> Iterator[tuple[str, Text, Text]]:
        """Yield each key, the sentence with its gaps open, and what fills them, in the languages that have it."""
        for key in next(iter(self.gaps.values())).keys:
            having = {lang: gaps for lang, gaps in self.gaps.items() if key in gaps.keys}
            yield (
                key,
                Text(**{lang: gaps.with_open(key) for lang, gaps in having.items()}),
                Text(**{lang: BETWEEN[lang].join(gaps.answers(key)) for lang, gaps in having.items()}),
            )
