"""Where a text still runs along with the article that it was made from."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ops_trainer.content.forms import main_fields
from ops_trainer.exchange.parcel import HAN, strings

RUN = 12  # characters in a row, from which on a text with Chinese in it is the article's and not one's own
LATIN_RUN = 40  # the same without Chinese: about eight words


class ArticleWords:
    """The letters and digits of an article; punctuation, spaces, case and width don't count."""

    def __init__(self, text: str) -> None:
        self.text = bare(text)

    @cached_property
    def _pieces(self) -> set[str]:
        return {self.text[at : at + RUN] for at in range(len(self.text) - RUN + 1)}

    def run(self, text: str) -> str:
        """Return the longest run of a text that stands in the article, "" where that is short."""
        own, best = bare(text), ""
        for start in range(len(own) - RUN + 1):
            if own[start : start + RUN] not in self._pieces:
                continue
            end = start + RUN
            while end < len(own) and own[start : end + 1] in self.text:
                end += 1
            found = own[start:end]
            if len(found) > len(best) and (HAN.search(found) or len(found) >= LATIN_RUN):
                best = found
        return best

    def run_in(self, raw: Mapping[str, Any]) -> str:
        """Return the longest such run of a note but for what it is called: a name may stand as it is."""
        named = main_fields(raw["kind"])[0]
        texts = [
            text for name, part in raw.items() if name != named or raw["kind"] == "cloze" for text in strings(part)
        ]
        return max((self.run(text) for text in texts), key=len, default="")


def bare(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if unicodedata.category(char)[0] in "LN").lower()
