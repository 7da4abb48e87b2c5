"""Sentences with gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ops_trainer.content.kinds.asked import Recall
from ops_trainer.content.kinds.base import BaseNote, Face, Fault
from ops_trainer.content.kinds.page import Page
from ops_trainer.content.text import Text, joined, said
from ops_trainer.locale import Complaint

GAP = re.compile(r"\{\{([a-z0-9][a-z0-9-]*)::(.+?)\}\}")
BLANK = "［…］"


def gaps(text: str) -> dict[str, str]:
    """Return the keys of a text and what each hides, in their order; the first of a key that stands twice counts."""
    found: dict[str, str] = {}
    for key, answer in GAP.findall(text):
        found.setdefault(key, answer)
    return found


class Cloze(BaseNote):
    """A sentence with keyed gaps, each written `{{key::answer}}`."""

    kind: Literal["cloze"] = "cloze"
    text: Text

    @property
    def title(self) -> Text:
        """The whole sentence, every gap filled."""
        return self.text.map(lambda text: GAP.sub(lambda gap: gap[2], text))

    def summary(self, pool: str = "") -> Text:
        """Return the whole sentence."""
        return self.title

    def faces(self) -> Iterator[Face]:
        """Yield the sentence with each of its gaps."""
        for key, sentence, answer in self._gaps():
            yield f"cloze.{key}", sentence, said("card.cloze"), answer

    def write(self, page: Page) -> None:
        """Write the whole sentence."""
        page.text(self.title)

    def recalls(self) -> Iterator[Recall]:
        """Yield the gaps. What else the note accepts is only known to be meant for a gap that is the only one."""
        found = list(self._gaps())
        for key, sentence, answer in found:
            prompt = joined(sentence, said("question.gap", sentence.langs))
            yield Recall(f"cloze.{key}", prompt, answer, len(found) == 1, self.title)

    def faults(self) -> Iterator[Fault]:
        """Yield that a language has no gap, or others than the other language."""
        by_lang = {lang: set(gaps(getattr(self.text, lang))) for lang in self.text.langs}
        if not all(by_lang.values()):
            yield ("text",), Complaint("deck.no_gap")
        elif len({frozenset(keys) for keys in by_lang.values()}) > 1:
            yield ("text",), Complaint("deck.gaps_differ")

    def _gaps(self) -> Iterator[tuple[str, Text, Text]]:
        """Yield each gap's key, the sentence with that gap open, and what fills it, in the languages that have it."""
        found = {lang: gaps(getattr(self.text, lang)) for lang in self.text.langs}
        for key in next(iter(found.values())):
            langs = [lang for lang in found if key in found[lang]]
            yield (
                key,
                Text(**{lang: self._open(key, lang) for lang in langs}),
                Text(**{lang: found[lang][key] for lang in langs}),
            )

    def _open(self, key: str, lang: str) -> str:
        return GAP.sub(lambda gap: BLANK if gap[1] == key else gap[2], getattr(self.text, lang))
