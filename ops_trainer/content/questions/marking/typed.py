"""Typed answers compared with the accepted ones: the same, near, or something else.

From fine to coarse: the same character by character; the same but for width and the shape of signs; the same once
folded; the same time, bound or quantity; the same in another wording; part of a list; a slip of the pen; alike. The
finest that finds an accepted answer or a rival's decides. One that finds both can't tell them apart, and the learner
judges. What counts in code-like answers is told in `marking.signs`.
"""

from __future__ import annotations

import enum
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from ops_trainer.content.numerals import in_digits
from ops_trainer.content.questions.answer import gives_up
from ops_trainer.content.questions.fold import HAN, fold, simplified, unaccented
from ops_trainer.content.questions.marking.bounds import Way, asked_way, bound
from ops_trainer.content.questions.marking.clock import times
from ops_trainer.content.questions.marking.negation import contradict, negations, numbers
from ops_trainer.content.questions.marking.numbers import Reading, is_known, quantities, same_quantity
from ops_trainer.content.questions.marking.signs import (
    case_counts,
    code_words,
    exact,
    shaped,
    strict,
    told_apart,
    unwrapped,
)
from ops_trainer.content.questions.marking.slips import Slip, slip, sounds_alike
from ops_trainer.content.questions.marking.units import COUNT, EACH, PEOPLE, SHARE, meanings
from ops_trainer.content.questions.marking.wording import (
    RATIO_END,
    canonical,
    divided,
    holds,
    initialism,
    initials,
    is_list,
    parts_of,
    plainer,
    unordered,
)
from ops_trainer.content.questions.question import OWN_WORDS, Option, Question
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

LONGEST = 1_000
NEAR, NEAR_LATIN = 0.5, 0.65  # likeness from which on a short answer is put before the learner
NEAR_BY_HEAD = 0.6  # the same for one that has nothing in common with the name but its end
NEAR_SENTENCE = 0.2  # the same for an answer that is a sentence, which may be worded in many ways
SENTENCE_HAN, SENTENCE_WORDS = 10, 5
DENIED = 60  # per cent of likeness from which on an answer that differs in a denial is the name, denied
SAYING_ZH = re.compile(
    r"^(?:我(?:觉得|认为|想|猜)|应该|可能|大概|好像|也许)*(?:这个|这|那|答案|它)?(?:就|应该)?"
    r"(?:是指|指的是|就是|是|叫做|叫作|叫|称为|即)?(?:做)?"
)
ENDING_ZH = re.compile(r"(?:吧|吗|呢|啊|呀|哦|嘛|了|的)+$")
SAYING_EN = re.compile(
    r"^(?:(?:i think|i guess|i['\s]?d say|i would say|i believe|maybe|perhaps|probably|so|well|hmm|um),?\s+)*"
    r"(?:(?:it['\s]?s|it is|this is|that is|that['\s]?s|they are|the answer is|answer|should be|would be|"
    r"that would be|this would be|we call it|it must be|must be|that must be):?\s+)?(?:(?:called|known as)\s+)?",
    re.IGNORECASE,
)
ENDING_EN = re.compile(
    r",?\s*\b(?:i think|i guess|i believe|right|maybe|probably|isn'?t it|or something)[?.]*$", re.IGNORECASE
)
PARTICLES = re.compile(r"[的了地得和与及]")
ARTICLES = frozenset({"a", "an", "the", "of", "and"})
ABBREVIATION = re.compile(r"[（(]([A-Z][A-Z0-9/&-]{1,7})[）)]")
BRACKET = re.compile(r"[（(]")
LATIN = re.compile(r"[^\W_\u3400-\u9fff\uf900-\ufaff]+")
BRACKETED = re.compile(r"[（(](.+?)[）)]")
NAMES = re.compile(r"[()（）\[\]【】,，、/\s]+|(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3400-\u9fff])")
PLURAL = re.compile(r"\b([A-Z]{2,})'?s\b")
CAPITALS = re.compile(r"\b[A-Z]{3,6}\b")
PER_CENT = re.compile(r"(?<=[A-Za-z\u3400-\u9fff]{2})\s*[%％]$")
# 每两周一次, every two weeks: as often as its time says.
OFTEN = re.compile(r"(?:once )?(?:每隔?|every |each )?\s*(\S.*?)(?:[做来]?(?:一次|1次)| once)?", re.IGNORECASE)
HALF_ZH = re.compile(r"(?<=[\u3400-\u9fff])的?(?:50\s*%|百分之五十|二分之一|1/2)$")
HALF_EN = re.compile(r"^(?:50\s*(?:%|per ?cent)|1/2) of\b", re.IGNORECASE)
COMMAND = re.compile(
    r"(?:the |命令\s*)?([a-z][a-z0-9_-]+)(?: command|\s*命令)|(?:the command |命令\s*)([a-z][a-z0-9_-]+)"
)
OFF = re.compile(r"\boff\b", re.IGNORECASE)  # what is taken off the price; 折 is what is left of it
OPTION = re.compile(r" --([a-z])[a-z-]+")
SAID_SIGN = re.compile(r"大于|小于|等于|greater|less|equal", re.IGNORECASE)
VERSION = re.compile(r"(?:v|ver\.?|version|版本)?\s*(\d+(?:\.\d+)*)\s*(?:版本?)?", re.IGNORECASE)
PART = ("part.", "duty.")  # aspects of a note's parts
MOST_OF = 0.75  # of a name, from which on what was typed is more than a word it shares with a rival
SHORT_WORDS = 4
ROOT_EN = re.compile(r"(?<=[a-z]{3})(?:ments?|ings?|ed|s|e)$")
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
    if (found := _by_version(text, question)) is not None:
        return found, None
    # A whole name first: two notes may be called the same but for what stands in brackets.
    whole = [_form(text, text)] if BRACKET.search(text) else said
    for forms, same in itertools.product((whole, said), (_same_letters, _same_shape, _same)):
        mine = [(form, name) for form in forms for _, name in accepted if same(form, name)]
        rival = next((rival for rival, name in rivals if any(same(form, name) for form in forms)), None)
        if mine and rival is None:
            # 转化率（CTR） names two.
            inner = [form for one in BRACKETED.findall(text) for form in _spoken(one)]
            if any(_same(form, name) for form in inner for _, name in rivals):
                return Verdict.NEAR, None
            return _cased(mine), None
        if rival is not None:
            # A note declared confusable might be defended; the learner sees both and says.
            return (Verdict.NEAR if mine or rival.correct else Verdict.OTHER), None if mine else rival.note
    for by in (_by_clock, _by_bound, _by_quantity):
        if (found := by(text, question)) is not None:
            return found, None
    if not any(form.key for form in said):
        return Verdict.OTHER, None
    if any(_same_unit(form, name) for form in said for _, name in accepted):
        return Verdict.SAME, None
    if any(_respelt(form, name) for form in said for _, name in accepted):
        return Verdict.NEAR, None
    if (worded := _by_wording(said, accepted, rivals)) is not None:
        return worded
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
    slips = {_slip(form, name) for _, name in accepted for form in said} - {None}
    other = next((note for note, name in rivals if any(_slip(form, name) is Slip.SURE for form in said)), None)
    if slips and other is None:
        return Verdict.SAME if Slip.SURE in slips else Verdict.NEAR, None
    if other is not None and not slips:
        return Verdict.OTHER, other
    if (part := _by_parts(said, accepted, [name for _, name in rivals])) is not None:
        return part, None
    if _denied(said, [name for _, name in accepted]):
        return Verdict.OTHER, None
    if any(_may_stand_for(form, name) for form in said for _, name in accepted):
        return Verdict.NEAR, None
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


def _by_clock(text: str, question: Question) -> Verdict | None:
    """Return the verdict on a time of day, where one is accepted: 22:00 for 晚上10点; one that may be in the morning or
    in the evening is for the learner to judge. None for any other answer."""
    said = times(text)
    named = [found for one in question.accepted for lang in one.langs if (found := times(getattr(one, lang)))]
    if not said or not named:
        return None
    if any(said == found or (len(found) == 1 and min(said) == min(found) and min(found) >= 6 * 60) for found in named):
        return Verdict.SAME
    return Verdict.NEAR if any(said & found for found in named) else Verdict.OTHER


def _by_bound(text: str, question: Question) -> Verdict | None:
    """Return the verdict on a bound, or on a quantity where a bound is accepted: 至少50件 for 不少于50件, p<0.05 for
    0.05 where the prompt asks for what is less. One that goes the other way is wrong. None for any other answer."""
    said = bound(text)
    prompt = " ".join(getattr(question.prompt, lang) for lang in question.prompt.langs)
    verdicts = []
    for one in question.accepted:
        for lang in one.langs:
            name = getattr(one, lang)
            right = bound(name)
            if said is None and right is None:
                continue
            of_said, of_name = said.of if said else text, right.of if right else name
            same = _same_amount(of_said, of_name, prompt)
            if same is None:
                known = [one for text in (of_said, of_name) for one in quantities(text)]
                if len(known) > 1 and all(map(is_known, known)):
                    verdicts.append(Verdict.OTHER)
                continue
            if said is not None and right is not None:
                if not said.of and not SAID_SIGN.search(text):
                    continue  # a sign is compared as it is, and only what it is called says the same
                way = (
                    Verdict.SAME
                    if said.way is right.way
                    else Verdict.NEAR
                    if said.of and said.way.up == right.way.up
                    else None
                )
            else:
                found: Way = said.way if said is not None else right.way  # type: ignore[union-attr]
                asked = asked_way(prompt)
                way = Verdict.NEAR if not asked else Verdict.SAME if found.up == (asked > 0) else None
            verdicts.append(Verdict.OTHER if way is None else Verdict.NEAR if same is Verdict.NEAR else way)
    return next((band for band in (Verdict.SAME, Verdict.NEAR, Verdict.OTHER) if band in verdicts), None)


def _same_amount(one: str, other: str, prompt: str) -> Verdict | None:
    """Return whether two texts are the same quantity; None where one of them is none, and so none can be told."""
    if not one and not other:
        return Verdict.SAME
    found = {same_quantity(a, b) for a in quantities(one) for b in quantities(other)}
    if True in found:
        return Verdict.SAME
    if None in found:
        return Verdict.SAME if _has_unit(other, prompt) else Verdict.NEAR
    return None


def _has_unit(name: str, prompt: str) -> bool:
    """Return whether a prompt names the unit of a quantity, so that the bare number says it: 多少天."""
    return any(
        one.unit and re.search(rf"(?<![a-z]){re.escape(one.unit)}", prompt.casefold()) for one in quantities(name)
    )


def _by_version(text: str, question: Question) -> Verdict | None:
    """Return the verdict on the number of a version: 2.0 for v2.0. None for any other answer."""
    said = VERSION.fullmatch(shaped(text).strip(" .。"))
    names = [VERSION.fullmatch(shaped(getattr(one, lang))) for one in question.accepted for lang in one.langs]
    marked = [name for name in names if name is not None and not name[0][0].isdigit()]
    if said is None or not marked:
        return None
    if any(said[1] == name[1] for name in marked):
        return Verdict.SAME
    same = any(re.sub(r"(?:\.0)+$", "", said[1]) == re.sub(r"(?:\.0)+$", "", name[1]) for name in marked)
    return Verdict.NEAR if same else Verdict.OTHER


def _by_quantity(text: str, question: Question) -> Verdict | None:
    """Return the verdict on an answer that is a quantity, where one is accepted: 5% for 0.05, 7天 for 一周; the bare
    number is right where the prompt has the unit, else for the learner to judge. None for any other answer."""
    often = OFTEN.fullmatch(text.strip())
    said = quantities(often[1] if often is not None else text)
    if not said:
        return None
    prompt = " ".join(getattr(question.prompt, lang) for lang in question.prompt.langs)
    if OFF.search(text) and any("折" in (name.zh or "") for name in question.accepted):
        return None
    found = {same for name in question.accepted for same in _compared(said, name)}
    if True in found:
        theirs = any(True in _compared(said, rival.text) for rival in question.rivals)
        return Verdict.NEAR if theirs else Verdict.SAME
    if None in found:
        names = (getattr(one, lang) for one in question.accepted for lang in one.langs)
        return Verdict.SAME if any(_has_unit(name, prompt) for name in names) else Verdict.NEAR
    return Verdict.OTHER if found else None


def _compared(said: list[Reading], name: Text) -> set[bool | None]:
    """Return how the readings of an answer compare with those of a name that is a quantity; nothing of units that
    aren't known and not the same."""
    texts = [getattr(name, lang) for lang in name.langs]
    texts = [often[1] if (often := OFTEN.fullmatch(one)) is not None else one for one in texts]
    names = [one for text in texts for one in quantities(text)]
    found = [(one, other, same_quantity(one, other)) for one in said for other in names]
    return {same for one, other, same in found if same or (is_known(one) and is_known(other)) or not one.unit}


def _by_wording(
    said: list[Form], accepted: list[tuple[Lang, Form]], rivals: list[tuple[Option, Form]]
) -> tuple[Verdict, str | None] | None:
    """Return the verdict on an answer that is a name in another wording, as `marking.wording` tells; None for any
    other."""
    mine = any(_same_wording(form, name) for form in said for _, name in accepted)
    rival = next((rival for rival, name in rivals if any(_same_wording(form, name) for form in said)), None)
    if mine or rival is not None:
        if rival is None:
            return Verdict.SAME, None
        return (Verdict.NEAR if mine or rival.correct else Verdict.OTHER), None if mine else rival.note
    names, others = [name for _, name in accepted], [name for _, name in rivals]
    if (same := _same_ratio(said, names, rivals)) is not None:
        return (Verdict.SAME if same else Verdict.OTHER), None
    if _named_twice(said[0], names):
        return Verdict.SAME, None
    if any(_same_initials(form, name) for form in said for name in names):
        clear = not any(_same_initials(form, name) for form in said for name in others)
        short = any(len(initialism(form.text.strip().split(" ")[0])) >= 3 for form in said)
        return Verdict.SAME if clear and short else Verdict.NEAR, None
    return None


def _same_wording(said: Form, name: Form) -> bool:
    """Return whether two texts are the same in other words, or in another order where that says nothing."""
    theirs = canonical(name.shape)
    same = theirs in (canonical(said.shape), *plainer(said.shape)) or (
        unordered(said.shape) is not None and unordered(said.shape) == unordered(name.shape)
    )
    # 率 is left out as often as it is written: 复购 for 复购率.
    same = same or (theirs.endswith("率") and len(theirs) > 2 and canonical(said.shape) == theirs[:-1])
    if not theirs or not same:
        return False
    return not _differs(said, name)


def _same_unit(said: Form, name: Form) -> bool:
    """Return whether two texts are names of one unit of measurement: m² and 平方米. What counts things or people, as PV
    and visits do, is another thing by each name."""
    one, other = said.shape.casefold(), name.shape.casefold()
    if EACH.search(one) or EACH.search(other):
        return False
    ours, theirs = meanings(one), meanings(other)
    return bool(ours) and ours == theirs and not {COUNT, PEOPLE, SHARE} & set(ours)


def _respelt(said: Form, name: Form) -> bool:
    """Return whether an answer is a name whose words are joined by a sign, with another one or none, as utm source, or
    whose options are written out."""
    ours, theirs = (re.sub(r"[\s_-]+", "", form.shape).casefold() for form in (said, name))
    if ours == theirs:
        return "_" in name.shape
    # An option by its letter or by its word: ls -a, ls --all.
    ours, theirs = (OPTION.sub(r" -\1", form.shape.casefold()) for form in (said, name))
    return ours == theirs and " -" in ours


def _same_initials(said: Form, name: Form) -> bool:
    """Return whether an answer is the initialism of a name, whole or with the name's last word: OOS rate."""
    head, _, last = said.text.strip().rpartition(" ")
    more = [head] if head and name.words[-1:] == (last.casefold(),) else []
    return any(initialism(one) in initials(" ".join(of)) for one, of in (
        (said.text, name.words), *((one, name.words[:-1]) for one in more),
    ))  # fmt: skip


def _may_stand_for(said: Form, name: Form) -> bool:
    """Return whether one is an initialism that the other may be the words of."""
    short = next(iter(CAPITALS.findall(name.text)), "").casefold()
    if short and any(letters.startswith(short) for letters in initials(said.shape)):
        return True
    two = initialism(said.text)
    return len(two) == 2 and len(name.words) == 2 and two == "".join(word[0] for word in name.words)


def _same_ratio(said: list[Form], names: list[Form], rivals: list[tuple[Option, Form]]) -> bool | None:
    """Return whether an answer is a ratio of the same two things, each in any of its names, as 日活/月活 is DAU/MAU;
    False where it is upside down, None where it is no such ratio."""
    notes: dict[str, set[str | None]] = {}
    for rival, form in rivals:
        notes.setdefault(canonical(form.shape), set()).add(rival.note)

    def same(one: str, other: str) -> bool:
        ours, theirs = canonical(one), canonical(other)
        return ours == theirs or bool(notes.get(ours, set()) & notes.get(theirs, set()))

    theirs = [found for name in names if (found := divided(name.shape)) is not None]
    ours = [found for form in said if (found := divided(form.shape)) is not None]
    # 日活月活比 has nothing between its sides.
    sides = RATIO_END.sub("", said[0].text.strip())
    if not ours and sides != said[0].text.strip():
        ours = [[sides[:place], sides[place:]] for place in range(2, len(sides) - 1)]
    pairs = list(itertools.product(ours, theirs))
    if any(same(a, c) and same(b, d) for (a, b), (c, d) in pairs):
        return True
    return False if any(same(a, d) and same(b, c) for (a, b), (c, d) in pairs) else None


def _named_twice(said: Form, names: list[Form]) -> bool:
    """Return whether an answer is several names of the same, one behind the other: 浏览量 PV."""
    keys = {canonical(name.shape) for name in names}
    parts = [part for part in NAMES.split(said.text.strip()) if part]
    if not 2 <= len(parts) <= 6 or negations(said.text):
        return False
    # A name may have spaces in it.
    ends = [0]
    for end in range(1, len(parts) + 1):
        starts = [start for start in ends if end - start < len(parts)]
        if any(canonical(" ".join(parts[start:end])) in keys for start in starts):
            ends.append(end)
    return ends[-1] == len(parts)


def _by_parts(said: list[Form], accepted: list[tuple[Lang, Form]], rivals: list[Form]) -> Verdict | None:
    """Return the verdict on some of the things that an accepted list names: half a pair is for the learner to judge,
    one of them beside something that is a rival's is wrong. None for any other answer."""
    verdict = None
    for form in said:
        ours = parts_of(form.shape)
        for _, name in accepted:
            if not is_list(name.shape) or not ours:
                continue
            wanted = parts_of(name.shape)
            letters = sorted(part.strip().casefold() for part in ours)
            if len(letters) > 1 and letters == sorted(part.strip()[:1].casefold() for part in wanted):
                return Verdict.SAME
            held, others = holds(ours, wanted)
            if held and negations(form.text) == negations(name.text):
                strange = others and any(holds(ours, parts_of(rival.shape))[0] for rival in rivals)
                if held == len(wanted) and not others:
                    return Verdict.SAME
                verdict = Verdict.OTHER if strange else Verdict.NEAR
    return verdict


def _same_root(said: Form, name: Form) -> bool:
    """Return whether a short answer and a name have a word in common but for its ending: payment and paying."""
    if len(said.words) > SHORT_WORDS or _differs(said, name):
        return False
    if code_words(said.shape) != code_words(name.shape):
        return False
    roots = [{ROOT_EN.sub("", word) for word in form.words if word.isascii()} - SMALL for form in (said, name)]
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


def _slip(said: Form, name: Form) -> Slip | None:
    """Return whether an answer is the name with a slip of the pen or two; None for any other."""
    if said.key == name.key:
        return None
    found = None
    if HAN.search(name.key):
        found = Slip.MAYBE if sounds_alike(said.key, name.key) else None
    # A letter makes another abbreviation.
    elif not (HAN.search(said.key) or len(name.key) < 5 or (name.text.isupper() and len(name.key) < 8)):
        found = slip(" ".join(said.stems), " ".join(name.stems))
    if found is None or _differs(said, name):
        return None
    return found if HAN.search(name.key) or code_words(said.shape) == code_words(name.shape) else None


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
    if name.key in said.key and len(said.key) <= max(3 * len(name.key), len(name.key) + 6):
        return max(dice, 0.7)
    if said.key in name.key and len(said.key) * 2 >= len(name.key) and len(said.key) >= 2:
        return max(dice, NEAR)
    if sorted(said.stems) == sorted(name.stems):
        return 0.9
    likeness = max(dice, fuzz.ratio(said.key, name.key) / 100)
    if han and likeness < NEAR_BY_HEAD and not _share_more(said.key, name.key):
        return 0.0
    return likeness if likeness >= (NEAR if han else NEAR_LATIN) else 0.0


def _share_more(one: str, other: str) -> bool:
    """Return whether two texts have a character in common besides what both end with: not 留存成本 and 获客成本."""
    same = next((at for at, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), 0)
    return bool(set(one[: len(one) - same]) & set(other[: len(other) - same]))


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
            part = form.key in name.key and any(form.key in key for key in mine)
            most = any(len(form.key) >= MOST_OF * len(key) for key in mine if form.key in key)
            if name.key in form.key or (form.key and part and not most):
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
    inner = (
        ENDING_ZH.sub("", SAYING_ZH.sub("", simplified(plain))) if han else SAYING_EN.sub("", ENDING_EN.sub("", plain))
    )
    forms = [_form(text, part) for part in (text, plain, _bare(text), inner, unwrapped(inner), PER_CENT.sub("", plain))]
    forms += [_form(one, one) for one in (HALF_ZH.sub("的一半", plain), HALF_EN.sub("half of", plain)) if one != plain]
    if (command := COMMAND.fullmatch(plain.strip())) is not None:
        forms.append(_form(text, command[1] or command[2]))
    forms.append(_form(text, PLURAL.sub(r"\1", plain)))
    forms += [_form(text, PER_CENT.sub("率" if han else " rate", plain))]
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
