"""Texts that people type or paste for a team: names, notes, codes, invites, days, goals, minutes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date

from ops_trainer.locale import Complaint
from ops_trainer.team import limits
from ops_trainer.team.days import LONGEST, read_day
from ops_trainer.workshop.names import UNSEEN

SHORT = 6  # characters of a team's id that tell it from others of its name
FINGERPRINT = 40  # hex digits of a certificate's, behind the # of a server's address
COMMAND = "ops-trainer team join"
# A text runs on behind an address without a space, in Chinese: labels of hosts may be any letters, but the last.
URL = re.compile(
    r"https?://(?:(?:[\w-]{1,63}\.){0,20}[a-z0-9-]{1,63}|\[[0-9a-f:.]+\])(?::\d+)?(?:/[a-z0-9._~/@!$&*+=%-]*)?(?:#[0-9a-f]{40})?",
    re.IGNORECASE,
)
ANY_URL = re.compile(r"https?://\S+", re.IGNORECASE)
# In four groups, wherever it stands; a line may end between them, or within one behind a hyphen.
GROUPED = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}(?:\s?[-_]\s?[0-9A-Z]{4}){3}(?![0-9A-Z])", re.IGNORECASE)
WHOLE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{16}(?![0-9A-Z])", re.IGNORECASE)
QUOTED_BREAK = re.compile(r"[ \t]*\r?\n[ \t>|]*")
# The rest of an address that was broken over a line: behind a sign, or with one or a digit, so that it is no word.
REST = re.compile(r"([:/.-]+\n|\n(?=[a-z:%.-]*[0-9/]))([a-z0-9._~/:%-]+)", re.IGNORECASE)
LONGEST_INVITE = 20_000  # characters; what lies beyond them is not looked at
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
# Crockford's digits: no letter that is taken for another when it is read out.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 10
CODE_LENGTH = CODE_BYTES * 8 // 5
NEVER = ("", "none", "-", "无", "没有", "不限", "never")
MOST_MINUTES = 600


def invite_line(url: str, code: str) -> str:
    """Return the command that joins: `ops-trainer team join http://192.168.1.20:8787 K7QF-9M2X-TRWB-0C5D`."""
    return f"{COMMAND} {url} {code}"


def for_camera(url: str, code: str) -> str:
    """Return address and code for a QR code: in capitals, which take the fewest modules, unless there is a path."""
    text = f"{url} {code}"
    return text if "/" in url.partition("://")[2] else text.upper()


def read_invite(text: str) -> tuple[str, str] | None:
    """Return address and code of an invite line, whatever stands around them, None when the text is none."""
    text = unicodedata.normalize("NFKC", text[:LONGEST_INVITE]).translate(DASHES)
    text = QUOTED_BREAK.sub("\n", text)
    addresses = list(URL.finditer(text)) or list(ANY_URL.finditer(text))
    for found in addresses:
        # A code that was broken over a line comes in pieces.
        words = text[found.end() :].strip(QUOTES).split(maxsplit=5)[:5]
        for end in range(1, len(words) + 1):
            if code := read_code("".join(words[:end]).strip(QUOTES)):
                return _address(found.group()), code
    for shape in (GROUPED, WHOLE):
        for said in shape.finditer(text):
            code = read_code(said.group())
            if code is None or not addresses:
                continue
            # The one before the code, or else the first behind it.
            found = next((one for one in reversed(addresses) if one.end() <= said.start()), addresses[0])
            rest = REST.match(text, found.end())
            more = (
                rest.group().replace("\n", "")
                if rest is not None and (rest.end() <= said.start() or found.start() > said.end())
                else ""
            )
            return _address(found.group() + more), code
    return None


QUOTES = " \t\n`'\"“”‘’<>()[]{}*,.;:!?。、"


def _address(url: str) -> str:
    scheme, mark, rest = url.rstrip(QUOTES + "/").partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{mark}{host.lower()}{slash}{path}"


def member_name(name: str) -> str:
    """Return a member's name normalised. Raises Complaint when it is empty, too long or not plain text."""
    return _plain(name, limits.NAME, "team.bad_name")


def team_name(name: str) -> str:
    """Return a team's name normalised. Raises Complaint as for members."""
    return _plain(name, limits.TEAM_NAME, "team.bad_team_name")


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return what teams are called, by id: by name, with the beginning of the id where another looks the same."""
    looks = Counter(folded(name) for name in names.values())
    return {id_: name if looks[folded(name)] == 1 else f"{name} ({id_[:SHORT]})" for id_, name in names.items()}


def folded(name: str) -> str:
    """Return a name folded for comparison: without regard to width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def plain_note(text: str) -> str:
    """Return the note on an assignment: plain text, lines allowed. Raises Complaint for control characters."""
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limits.NOTE or any(unicodedata.category(c)[0] == "C" for c in text if c != "\n"):
        raise Complaint("team.bad_note", most=limits.NOTE)
    return text


def code_of(random: bytes) -> str:
    """Return a code of eighty random bits in four groups: `K7QF-9M2X-TRWB-0C5D`. Takes ten bytes."""
    number = int.from_bytes(random[:CODE_BYTES], "big")
    digits = [DIGITS[number >> 5 * place & 31] for place in range(CODE_LENGTH)]
    return "-".join("".join(digits[start : start + 4]) for start in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str | None:
    """Return a code as it was typed or pasted, made regular, None when it can't be one."""
    text = re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", typed)).upper().translate(str.maketrans("OIL", "011"))
    if len(text) != CODE_LENGTH or not set(text) <= set(DIGITS):
        return None
    return "-".join(text[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def hashed(secret: str) -> str:
    """Return the hash that is stored of a token or a code: both are random and long, so that one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _plain(name: str, most: int, key: str) -> str:
    name = unicodedata.normalize("NFKC", name).strip()
    hidden = any(c in UNSEEN or (unicodedata.category(c)[0] in "CZ" and c != " ") for c in name)
    if not name or len(name) > most or hidden:
        raise Complaint(key, most=most)
    return name


def day_from(typed: str, today: date) -> date | None:
    """Return a due day as `read_day` reads it, None for `none`. Raises Complaint for what is no day, and for a day
    that is not in the future."""
    typed = typed.strip()
    if folded(typed) in NEVER:
        return None
    due = read_day(typed, today)
    if due is None:
        raise Complaint("team_pace.bad_day", day=typed[:LONGEST])
    if due <= today:
        raise Complaint("team_pace.day_gone", day=due.isoformat())
    return due


def goal_from(typed: str) -> float:
    """Return a goal as a share: `90`, `90%` or `0.9`. Raises Complaint for anything else."""
    text = unicodedata.normalize("NFKC", typed).strip()
    percent = text.rstrip("%")
    try:
        number = float(percent)
    except ValueError:
        raise Complaint("team_pace.bad_goal", goal=typed) from None
    share = number / 100 if number > 1 or percent != text else number
    if not 0 < share <= 1:
        raise Complaint("team_pace.bad_goal", goal=typed)
    return round(share, 4)


def minutes_from(typed: str) -> int:
    """Return typed minutes a day. Raises Complaint for anything else."""
    text = re.sub(r"(?:分钟?|min(?:ute)?s?)$", "", unicodedata.normalize("NFKC", typed).strip()).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= MOST_MINUTES):
        raise Complaint("team_pace.bad_minutes", most=MOST_MINUTES)
    return int(text)
