"""Names of people and teams, and codes that people type."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ops_trainer.locale import Complaint
from ops_trainer.team import limits
from ops_trainer.workshop.names import UNSEEN

# Crockford's digits: no letter that is taken for another when it is read out.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 10
CODE_LENGTH = CODE_BYTES * 8 // 5


def member_name(name: str) -> str:
    """A member's name as it is kept. Raises Complaint when it is empty, too long or not plain text."""
    return _plain(name, limits.NAME, "team.bad_name")


def team_name(name: str) -> str:
    """A team's name as it is kept. Raises Complaint as for members."""
    return _plain(name, limits.TEAM_NAME, "team.bad_team_name")


def folded(name: str) -> str:
    """What makes two names the same: full and half width, small and large letters, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def plain_note(text: str) -> str:
    """The note on an assignment: plain text, lines allowed. Raises Complaint for control characters."""
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limits.NOTE or any(unicodedata.category(c)[0] == "C" for c in text if c != "\n"):
        raise Complaint("team.bad_note", most=limits.NOTE)
    return text


def code_of(random: bytes) -> str:
    """A code of eighty random bits in four groups: `K7QF-9M2X-TRWB-0C5D`. Takes ten bytes."""
    number = int.from_bytes(random[:CODE_BYTES], "big")
    digits = [DIGITS[number >> 5 * place & 31] for place in range(CODE_LENGTH)]
    return "-".join("".join(digits[start : start + 4]) for start in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str | None:
    """A code as it was typed or pasted, made regular; None when it can't be one."""
    text = re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", typed)).upper().translate(str.maketrans("OIL", "011"))
    if len(text) != CODE_LENGTH or not set(text) <= set(DIGITS):
        return None
    return "-".join(text[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def hashed(secret: str) -> str:
    """What is stored of a token or a code: both are random and long, so that one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _plain(name: str, most: int, key: str) -> str:
    name = unicodedata.normalize("NFKC", name).strip()
    hidden = any(c in UNSEEN or (unicodedata.category(c)[0] in "CZ" and c != " ") for c in name)
    if not name or len(name) > most or hidden:
        raise Complaint(key, most=most)
    return name
