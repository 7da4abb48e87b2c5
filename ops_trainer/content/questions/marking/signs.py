"""Signs that tell answers apart: C++ and C#, -5% and +5%, >= and <, ls -a and ls -A.

Folding takes punctuation and case away, which is right for words and wrong where a sign is the answer. The rule:

- A text that is the same as an accepted one, character by character (NFC, spaces aside), is right before any folding.
- Width, and the shape of quotes, brackets and dashes, are the input method's: ＞＝ is >=, （ is (, “ is ".
- A text is *code-like* where it has a sign at a Latin letter or a digit (C++, -5%, utm_source), a digit at a Latin
  letter (4P, B2B, v2.0), or no letter and no digit at all (>=, 😂). Between two code-like texts, or one and any other,
  signs and digits count, in their order: other ones make it another answer, never one for the learner to judge.
- Hyphen, slash, full stop, colon and the like between letters are punctuation, not signs: A/B test, bounce-rate, P.V.
- Case, where the text is code-like: of a word that begins with a sign it counts (-A is not -a); elsewhere an answer
  without its capitals is right, since people leave out the shift key (b2b, o2o, roi1, c++), and one with capitals of
  its own (M2 for m2) is for the learner to judge. Case that alone tells an accepted answer from a rival always counts.
- In sentences nothing of this counts: they may be worded in many ways.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ops_trainer.content.numerals import in_digits
from ops_trainer.content.questions.fold import HAN, fold

SHAPES = str.maketrans(
    dict.fromkeys("“”„‟「」『』«»〝〞", '"')
    | dict.fromkeys("‘’‚‛", "'")
    | dict.fromkeys("−–—‒―﹣‐‑", "-")
    | dict.fromkeys("【〔〖", "[")
    | dict.fromkeys("】〕〗", "]")
    | {"《": "<", "〈": "<", "》": ">", "〉": ">", "。": ".", "、": ","}
    | {"≥": ">=", "≤": "<=", "≠": "!=", "÷": "/", "×": "x"}
    # What only sets how a picture is drawn: text or colour, and the tone of skin.
    | dict.fromkeys("\ufe0e\ufe0f", "")
    | dict.fromkeys(range(0x1F3FB, 0x1F400), "")
)  # fmt: skip
WORD = r"[^\W_\u3400-\u9fff\uf900-\ufaff]"  # a Latin letter or a digit
PROSE = frozenset(".,;:!?'\"()-/&~·")
# Punctuation that is a sign where it stands: before a word, between digits, in !=, or as ().
PLACED = re.compile(rf"(?:(?<![^\s(\[\"']))[-/.!?:~]+(?={WORD})|(?<=\d)[-/.:~](?=\d)|!(?==)|\(\)")
AT_WORDS = frozenset("+-#*%‰$¥€£@^_\\<>/.!?:~")  # signs that make the word they stand at code-like
OPERATORS = re.compile(r"[-+*/<>^]")
WRITTEN = frozenset("+*<>^")  # of these, the ones that are never a hyphen or a slash between two names
RATIO = re.compile(r"([\d一二三四五六七八九十]+)\s*比\s*([\d一二三四五六七八九十]+)$")
RANGE = re.compile(r"(?<=\d)\s*[~到至]\s*(?=\d)")  # 3~5 and 3到5 are 3-5
GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
HAN_DIGIT = re.compile(r"[一二三四五六七八九两](?=[A-Za-z])|(?<=[A-Za-z])[一二三四五六七八九两]")
TAIL = re.compile(r"[.,;!?~\s]+$")
TAIL_OF_SIGNS = re.compile(r"(?<=[^.,;])[.,;\s]+$")
WRAPPED = re.compile(r"^([\"'(\[<*`#_])\s*(.+?)\s*([\"')\]>*`#_])$", re.DOTALL)
FLAG = re.compile(r"[-/.$@%+\\]+[^\W\d_]")
PAIRS = {"(": ")", "[": "]", "<": ">"}


@lru_cache(maxsize=4096)
def exact(text: str) -> str:
    """Return a text as it was typed: NFC, one space for any run of them, without control characters."""
    kept = "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs") or char.isspace())
    return unicodedata.normalize("NFC", " ".join(kept.split()))


@lru_cache(maxsize=4096)
def shaped(text: str) -> str:
    """Return a text with the width and the shape of its signs taken away, case and signs kept."""
    text = unicodedata.normalize("NFKC", text).translate(SHAPES)
    text = RATIO.sub(lambda found: in_digits(f"{found[1]}:{found[2]}"), text)
    return " ".join(RANGE.sub("-", text).split())


def unwrapped(text: str) -> str:
    """Return a shaped text without the quotes or brackets around it and the full stop behind it, where words are
    in it."""
    if not _has_words(text):
        return TAIL_OF_SIGNS.sub("", text)
    text = TAIL.sub("", text)
    while (found := WRAPPED.match(text)) is not None and found[3] == PAIRS.get(found[1], found[1]):
        if not _has_words(found[2]):
            break
        text = TAIL.sub("", found[2])
    return text


@lru_cache(maxsize=4096)
def strict(text: str) -> str:
    """Return a shaped text without spaces and the punctuation of prose: what of it counts where it is code-like."""
    text = GROUPING.sub("", text)
    if not _has_words(text):
        return "".join(text.split())
    signs = _signs(text)
    return "".join(char for place, char in enumerate(text) if _is_told(char) or place in signs)


@lru_cache(maxsize=4096)
def marks(text: str) -> str:
    """Return the signs and digits of a shaped text, in their order."""
    text = HAN_DIGIT.sub(lambda found: in_digits(found[0]), strict(text))
    return "".join(char for char in text if char.isdecimal() or not _is_told(char))


@lru_cache(maxsize=4096)
def is_code(text: str) -> bool:
    """Return whether signs and digits tell a shaped text apart from others."""
    if not _has_words(text):
        return bool(text)
    if re.search(rf"\d(?!\d)(?={WORD})|(?<={WORD})(?<!\d)\d", text):
        return True
    return any(
        text[place] in AT_WORDS and re.search(WORD, text[max(place - 1, 0) : place + 2]) for place in _signs(text)
    )


def told_apart(said: str, name: str) -> bool:
    """Return whether two shaped texts differ in signs or digits that tell them apart."""
    ours, theirs = marks(said), marks(name)
    if ours == theirs:
        # -l is not -a.
        return [word.casefold() for word in _flagged(said)] != [word.casefold() for word in _flagged(name)]
    if is_code(name):
        return True
    if is_code(said) and not is_code(name):
        # An underscore may stand for the space between two words, and 七日 for the 7 of D7.
        return ours.replace("_", "") != marks(in_digits(name))
    if not WRITTEN.intersection(name):
        return False
    said_so = OPERATORS.findall(said)
    return bool(said_so) and said_so != OPERATORS.findall(name)


def case_counts(said: str, name: str) -> bool | None:
    """Return whether the case of two shaped texts that are else the same makes them two: True where a word begins with
    a sign, None where the learner must judge, because capitals were typed that aren't there."""
    if _flagged(said) != _flagged(name):
        return True
    ours, theirs = ("".join(strict(word) for word in text.split() if is_code(word)) for text in (said, name))
    lowered = all(one in (other, other.lower()) for one, other in zip(ours, theirs, strict=False))
    return False if lowered or len(ours) != len(theirs) else None


def counted_as(text: str) -> str:
    """Return the key under which typed answers are counted together, and ruled on together: folded, but with its signs,
    and the case of a word that begins with one, where it is code-like."""
    shape = unwrapped(shaped(text))
    if not is_code(shape):
        return fold(text)
    return strict(shape) if _flagged(shape) else strict(shape).casefold()


def code_words(text: str) -> list[str]:
    """Return the words of a shaped text that are code-like, without their case."""
    return [strict(word).casefold() for word in text.split() if is_code(word)]


@lru_cache(maxsize=4096)
def _flagged(text: str) -> tuple[str, ...]:
    """Return the words that begin with a sign and go on with letters."""
    return tuple(word for word in text.split() if FLAG.match(word) and not HAN.search(word))


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _is_told(char: str) -> bool:
    """Return whether a character is part of a word: a letter, a digit, a mark on one."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _signs(text: str) -> set[int]:
    """Return where the signs of a shaped text are."""
    placed = {place for found in PLACED.finditer(text) for place in range(found.start(), found.end())}
    return placed | {
        place
        for place, char in enumerate(text)
        if char not in PROSE and not _is_told(char) and unicodedata.category(char)[0] in "SP"
    }
