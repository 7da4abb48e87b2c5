"""The line with which someone is invited, as it is handed out and as it is pasted back."""

from __future__ import annotations

import re

from ops_trainer.team.names import read_code

COMMAND = "ops-trainer team join"
URL = re.compile(r"https?://\S+", re.IGNORECASE)


def invite_line(url: str, code: str) -> str:
    """The command that joins: `ops-trainer team join http://192.168.1.20:8787 K7QF-9M2X-TRWB-0C5D`."""
    return f"{COMMAND} {url} {code}"


def for_camera(url: str, code: str) -> str:
    """Address and code for a QR code: in capitals, which take the fewest modules, unless the address has a path."""
    text = f"{url} {code}"
    return text if "/" in url.partition("://")[2] else text.upper()


def read_invite(text: str) -> tuple[str, str] | None:
    """Address and code of an invite line, whatever stands around them; None when the text is none."""
    found = URL.search(text)
    if found is None:
        return None
    words = text[found.end() :].split()
    for end in range(1, min(len(words), 5) + 1):
        # A code that was broken over a line comes in pieces.
        if code := read_code("".join(words[:end])):
            scheme, mark, rest = found.group().rstrip("/").partition("://")
            host, slash, path = rest.partition("/")
            return f"{scheme.lower()}{mark}{host.lower()}{slash}{path}", code
    return None
