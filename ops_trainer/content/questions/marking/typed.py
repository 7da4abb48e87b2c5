"""Typed answers compared with the accepted ones: the same, near, or something else.

From fine to coarse: the same character by character; the same but for width and the shape of signs; the same quantity;
the same once folded; a slip of the pen; alike. The finest that finds an accepted answer or a rival's decides. One that
finds both can't tell them apart, and the learner judges. What counts in code-like answers is told in `marking.signs`.
"""

from __future__ import annotations

import enum
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ops_trainer.content.numerals import in_digits
from ops_trainer.content.questions.answer import gives_up
from ops_trainer.content.questions.fold import HAN, fold, simplified, unaccented
from ops_trainer.content.questions.marking.negation import contradict, numbers
from ops_trainer.content.questions.marking.numbers import Reading, quantities, same_quantity
from ops_trainer.content.questions.marking.signs import (
    case_counts,
    code_words,
    exact,
    shaped,
    strict,
    told_apart,
    unwrapped,
)
from ops_trainer.content.questions.question import OWN_WORDS, Question
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

LONGEST = 1_000
NEAR, NEAR_LATIN = 0.6, 0.72  # likeness from which on a short answer is put before the learner
NEAR_SENTENCE = 0.2  # the same for an answer that is a sentence, which may be worded in many ways
SENTENCE_HAN, SENTENCE_WORDS = 10, 5
DENIED = 70  # per cent of likeness from which on an answer that differs in a denial is the name, denied
SAYING_ZH = re.compile(
    r"^(?:我(?:觉得|认为|想|猜)|应该|可能|大概|好像|也许)*(?:这|那|答案|它|这个)?(?:就|应该)?(?:是指|指的是|就是|是|叫做|叫作|叫|称为|即)?"
)
ENDING_ZH = re.compile(r"(?:吧|吗|呢|啊|呀|哦|嘛|了|的)+$")
SAYING_EN = re.compile(
    r"^(?:(?:i think|i guess|maybe|perhaps|probably|so|well),?\s+)*(?:(?:it['\s]?s|it is|this is|that is|that['\s]?s|"
    r"they are|the answer is|answer|it is called|this is called|called|it must be|must be):?\s+)?",
    re.IGNORECASE,
)
PARTICLES = re.compile(r"[的了地得和与及]")
ARTICLES = frozenset({"a", "an", "the", "of", "and"})
ABBREVIATION = re.compile(r"[（(]([A-Z][A-Z0-9/&-]{1,7})[）)]")
BRACKET = re.compile(r"[（(]")
LATIN = re.compile(r"[^\W_\u3400-\u9fff\uf900-\ufaff]+")
BRACKETED = re.compile(r"[（(].+?[）)]")
PART = ("part.", "duty.")  # aspects of a note's parts
SHORT_WORDS = 4
ENDING_EN = re.compile(r"(?<=[a-z]{3})(?:ments?|ings?|ed|s|e)$")
SMALL = frozenset({"the", "and", "for", "you", "your", "what", "they", "that", "this", "with", "from", "out", "one"})
EITHER = re.compile(r"或|还是|\bor\b")


class Verdict(enum.Enum):
    """How near an answer is to the accepted ones."""

    SAME = enum.auto()
    NEAR = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class Form:
    """A text made ready to be compared: as written, the part of it that is looked at in the shape of
    `marking.signs`, its folded words, their stems, and these as one string without what says nothing."""

    text: str
    shape: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    key: str


def judge(question: Question, text: str, lang: Lang | None = None) -> tuple[Verdict, str | None]:
    """Return how near a typed answer is, and the other note (`deck/note`) whose name it is, if any."""
    exactly = exact(text)
    if exactly and exactly in {exact(getattr(one, lang)) for one in question.accepted for lang in one.langs}:
        return Verdict.SAME, None
    text = text[:LONGEST]
    said = _spoken(text)
    if not said or any(gives_up(form.shape) for form in said):
        return Verdict.OTHER, None
    accepted = [(name_lang, form) for one in question.accepted for name_lang, form in _forms(one)]
    rivals = [(rival, form) for rival in question.rivals for _, form in _forms(rival.text)]
    # A whole name first: two notes may be called the same but for what stands in brackets.
    whole = [_form(text, text)] if BRACKET.search(text) else said
    for forms, same in itertools.product((whole, said), (_same_letters, _same_shape, _same)):
        mine = [(form, name) for form in forms for _, name in accepted if same(form, name)]
        rival = next((rival for rival, name in rivals if any(same(form, name) for form in forms)), None)
        if mine and rival is None:
            return _cased(mine), None
        if rival is not None:
            # A note declared confusable might be defended; the learner sees both and says.
            return (Verdict.NEAR if mine or rival.correct else Verdict.OTHER), None if mine else rival.note
    if (found := _by_quantity(text, question)) is not None:
        return found, None
    if not any(form.key for form in said):
        return Verdict.OTHER, None
    return _by_likeness(said, accepted, [(rival.note, name) for rival, name in rivals], lang, question.aspect)


def _cased(pairs: list[tuple[Form, Form]]) -> Verdict:
    """Return the verdict on an answer that is a name but perhaps for its case."""
    counts = {case_counts(form.shape, name.shape) for form, name in pairs}
    return Verdict.SAME if False in counts else Verdict.NEAR if None in counts else Verdict.OTHER


def _by_likeness(
    said: list[Form],
    accepted: list[tuple[Lang, Form]],
    rivals: list[tuple[str | None, Form]],
    lang: Lang | None,
    aspect: str,
) -> tuple[Verdict, str | None]:
    """Return the verdict on an answer that is none of the names there are. What a term is called is a name; other
    aspects are answered in sentences too, and of a part a single word may be the right one."""
    sentences = aspect != "term"
    slipped = [name for _, name in accepted if any(_slip(form, name) for form in said)]
    other = next((note for note, name in rivals if any(_slip(form, name) for form in said)), None)
    if slipped and other is None:
        return Verdict.SAME, None
    if other is not None and not slipped:
        return Verdict.OTHER, other
    if _denied(said, [name for _, name in accepted]):
        return Verdict.OTHER, None
    if aspect == OWN_WORDS:
        return Verdict.NEAR, None
    judged = [name for name_lang, name in accepted if lang is None or name_lang == lang] or [n for _, n in accepted]
    near = max((_likeness(form, name, sentences) for form in said for name in judged), default=0.0)
    far, note = max(
        ((_likeness(form, name, sentences), note) for form in said for note, name in rivals),
        default=(0.0, None),
        key=lambda one: one[0],
    )
    if near > 0 and near >= far and not _mentions_two(said, judged, rivals):
        return Verdict.NEAR, None
    if far == 0 and aspect.startswith(PART) and any(_same_root(form, name) for form in said for name in judged):
        return Verdict.NEAR, None
    return Verdict.OTHER, note if far >= 0.8 else None


def _by_quantity(text: str, question: Question) -> Verdict | None:
    """Return the verdict on an answer that is a quantity, where one is accepted: 5% for 0.05, 7天 for 一周; the bare
    number is for the learner to judge where a unit is accepted. None for any other answer."""
    said = quantities(text)
    if not said:
        return None
    found = {same for name in question.accepted for same in _compared(said, name)}
    if True in found:
        theirs = any(True in _compared(said, rival.text) for rival in question.rivals)
        return Verdict.NEAR if theirs else Verdict.SAME
    return (Verdict.NEAR if None in found else Verdict.OTHER) if found else None


def _compared(said: list[Reading], name: Text) -> set[bool | None]:
    """Return how the readings of an answer compare with those of a name that is a quantity."""
    names = [one for lang in name.langs for one in quantities(getattr(name, lang))]
    return {same_quantity(one, other) for one in said for other in names}


def _same_root(said: Form, name: Form) -> bool:
    """Return whether a short answer and a name have a word in common but for its ending: payment and paying."""
    if len(said.words) > SHORT_WORDS or _differs(said, name):
        return False
    roots = [{ENDING_EN.sub("", word) for word in form.words if word.isascii()} - SMALL for form in (said, name)]
    return any(len(root) >= 3 for root in roots[0] & roots[1])


def _same_letters(said: Form, name: Form) -> bool:
    """Return whether two texts are one character by character."""
    return exact(said.text) == exact(name.text) != ""


def _same_shape(said: Form, name: Form) -> bool:
    """Return whether two texts are one but for width, the shape of signs, spaces and the punctuation of prose."""
    return strict(said.shape) == strict(name.shape) != "" and not _differs(said, name)


def _same(said: Form, name: Form) -> bool:
    """Return whether two texts are one once case, marks, script, articles and the like are taken away too."""
    return said.key == name.key != "" and not _differs(said, name) and not told_apart(said.shape, name.shape)


def _differs(said: Form, name: Form) -> bool:
    """Return whether two texts say different things however alike they look: in their numbers and signs, or by
    denying."""
    ours, theirs = numbers(said.text), numbers(name.text)
    if ours and theirs and ours != theirs:
        return True
    if not _is_sentence(name) and told_apart(said.shape, name.shape):
        return True
    return contradict(said.text, name.text, list(said.words), list(name.words))


def _is_sentence(name: Form) -> bool:
    """Return whether a text is long enough that it may be worded in many ways, and not a line of code."""
    if HAN.search(name.key):
        return len(name.key) >= SENTENCE_HAN
    return len(name.words) >= SENTENCE_WORDS > len(code_words(name.shape)) * 3


def _slip(said: Form, name: Form) -> bool:
    """Return whether an answer in Latin letters is the name with a slip of the pen or two."""
    if HAN.search(said.key) or HAN.search(name.key) or len(name.key) < 5 or said.key == name.key:
        return False
    # A letter makes another abbreviation.
    if name.text.isupper() and len(name.key) < 8:
        return False
    if re.sub(r"\D", "", said.key) != re.sub(r"\D", "", name.key) or code_words(said.shape) != code_words(name.shape):
        return False
    distance = OSA.distance(said.key, name.key, score_cutoff=2)
    if distance > (2 if len(name.key) >= 10 else 1) or _differs(said, name):
        return False
    if distance == 2 and len(said.words) == len(name.words):
        return all(OSA.distance(one, other) <= 1 for one, other in zip(said.words, name.words, strict=True))
    return distance == 1


def _denied(said: list[Form], names: list[Form]) -> bool:
    """Return whether an answer is one of the names but for a denial, an opposite, or another number."""
    ours = [numbers(form.text) for form in said]
    theirs = [numbers(name.text) for name in names]
    if any(ours) and any(theirs) and not any(one == other for one in ours for other in theirs):
        return True
    return any(fuzz.ratio(form.key, name.key) >= DENIED and _differs(form, name) for form in said for name in names)


def _likeness(said: Form, name: Form, sentences: bool) -> float:
    """Return how much alike an answer and a name are, 0 where they are not near enough or contradict each other."""
    likeness = _alike(said, name, sentences)
    return 0.0 if not likeness or _differs(said, name) else likeness


def _alike(said: Form, name: Form, sentences: bool) -> float:
    """Return how much alike an answer and a name look, 0 where that is not enough."""
    if not said.key or not name.key:
        return 0.0
    han = bool(HAN.search(name.key))
    dice = _dice(said.key, name.key)
    if sentences and _is_sentence(name):
        return dice if dice >= NEAR_SENTENCE else 0.0
    if not han and (len(name.key) < 5 or (name.text.isupper() and len(name.key) < 8)):
        # A letter makes another abbreviation; only one that stands in a longer answer is near.
        runs = [run for word in said.words for run in LATIN.findall(word)]
        return 0.7 if name.key in runs and len(said.words) <= 4 else 0.0
    if name.key in said.key and len(said.key) <= max(2.5 * len(name.key), len(name.key) + 6):
        return max(dice, 0.7)
    if said.key in name.key and len(said.key) * 2 >= len(name.key) and len(said.key) >= 2:
        return max(dice, NEAR)
    if sorted(said.stems) == sorted(name.stems):
        return 0.9
    likeness = max(dice, fuzz.ratio(said.key, name.key) / 100)
    return likeness if likeness >= (NEAR if han else NEAR_LATIN) else 0.0


def _mentions_two(said: list[Form], own: list[Form], rivals: list[tuple[str | None, Form]]) -> bool:
    """Return whether an answer leaves a choice, names a rival besides, or is part of a rival's name as much as of its
    own."""
    if EITHER.search(said[0].text.casefold()) and not any(EITHER.search(name.text.casefold()) for name in own):
        return True
    mine = {name.key for name in own}
    for _, name in rivals:
        if len(name.key) < 2 or any(name.key in key for key in mine):
            continue
        for form in said:
            if name.key in form.key or (form.key and form.key in name.key and any(form.key in key for key in mine)):
                return True
    return False


@lru_cache(maxsize=4096)
def _forms(name: Text) -> tuple[tuple[Lang, Form], ...]:
    """Return a name in each of its languages: whole, without what stands in brackets, and an abbreviation in
    brackets."""
    found: list[tuple[Lang, Form]] = []
    for lang in name.langs:
        text = getattr(name, lang)
        forms = [_form(text, text), _form(text, _bare(text))]
        forms += [_form(short, short) for short in ABBREVIATION.findall(text)]
        found += [(lang, form) for form in dict.fromkeys(forms)]
    return tuple(found)


def _bare(text: str) -> str:
    """Return a text without what stands in brackets, unless that is all there is."""
    return BRACKETED.sub("", text).strip() or text


def _spoken(text: str) -> list[Form]:
    """Return what was typed: as it stands, without brackets, and without the words that only lead up to the answer."""
    plain = unwrapped(shaped(text))
    han = HAN.search(plain)
    inner = ENDING_ZH.sub("", SAYING_ZH.sub("", simplified(plain))) if han else SAYING_EN.sub("", plain)
    forms = [_form(text, part) for part in (text, plain, _bare(text), inner, unwrapped(inner))]
    return list(dict.fromkeys(form for form in forms if form.shape))


def _form(text: str, part: str) -> Form:
    """Return a part of a text, made ready to be compared."""
    words = tuple(fold(part).split())
    stems = tuple(_stem(word) for word in words)
    without_articles = "".join(stem for stem in stems if stem not in ARTICLES) or "".join(stems)
    key = PARTICLES.sub("", without_articles) or without_articles
    return Form(text, shaped(part), words, stems, in_digits(unaccented(key)))


def _stem(word: str) -> str:
    """Return a word without the ending of its plural, in one of the two English spellings."""
    if not word.isascii() or len(word) < 4:
        return word
    if len(word) > 6:
        word = re.sub(r"is(e|ed|es|ing|ation)$", r"iz\1", re.sub(r"our(?=s?$)", "or", word))
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _dice(one: str, other: str) -> float:
    """Return the share of pairs of neighbouring characters that two texts have in common (Sørensen–Dice), 0 to 1."""
    total = max(len(one) - 1, 0) + max(len(other) - 1, 0)
    if not total:
        return float(one == other)
    ours, theirs = _pairs(one), _pairs(other)
    return 2 * sum(min(count, theirs[pair]) for pair, count in ours.items() if pair in theirs) / total


@lru_cache(maxsize=4096)
def _pairs(text: str) -> Counter[tuple[str, str]]:
    """Return the pairs of neighbouring characters of a text, each with how often it is there."""
    return Counter(itertools.pairwise(text))
