"""What is wrong with a deck file, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ops_trainer.locale import Complaint, Lang


@dataclass(frozen=True)
class Problem:
    """One problem at its place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    complaint: Complaint
    severity: Literal["error", "warning"] = "error"

    def message(self, lang: Lang) -> str:
        """Return what is wrong and how to put it right."""
        return self.complaint.in_lang(lang)

    def in_lang(self, lang: Lang) -> str:
        """Return `file:line:column: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.message(lang)}"
