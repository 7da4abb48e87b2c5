"""Our texts as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from ops_trainer.content.media import MARK, SOUNDS


def to_html(text: str, source: Callable[[str], str]) -> str:
    """Return a text as HTML with its line ends, pictures and sounds; `source` gives the address of a file."""

    def shown(mark: re.Match[str]) -> str:
        address = escape(source(mark[2]))
        if mark[2].rpartition(".")[2].lower() in SOUNDS:
            return f'<audio controls src="{address}"></audio>'
        return f'<img src="{address}" alt="{mark[1]}">'

    return MARK.sub(shown, escape(text, quote=False)).replace("\n", "<br>")
