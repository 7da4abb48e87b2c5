"""The modules of a QR code, however it is drawn."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a code, True for dark, without the light around it: the smallest that holds the text.

    An address is tried in capitals too, which a code holds in fewer modules: scheme and host are the same in both. Its
    path must then be of digits.
    """
    codes = [segno.make(said, error="l", micro=False) for said in (text, _capitals(text))]
    smallest = min(codes, key=lambda code: int(code.version))
    return tuple(tuple(bool(module) for module in row) for row in smallest.matrix)


def _capitals(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    if not mark or (path and not path.isdigit()):
        return text
    return f"{scheme.upper()}://{host.upper()}{slash}{path}"
