"""Exercises with numbers: a small language of expressions, drawing the numbers, and the right answer.

The language has numbers, names, `+ - * / **`, parentheses, comparisons, `and or not`, and the functions `min max abs
round sqrt`. It is read by Python's parser and walked here, node by node; nothing is ever evaluated as Python.
"""

from __future__ import annotations

import ast
import itertools
import math
import operator
import random
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from ops_trainer.content.model import Model
from ops_trainer.content.questions.question import Number
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Complaint, Lang

LARGEST = 1e12  # of a number in an exercise, either way
MOST_STEPS = 1_000_000_000
LONGEST = 300
LARGEST_EXPONENT = 64
TRIES = 2_000
MINUS = "−"
PLACEHOLDER = re.compile(r"\{([a-z][a-z_0-9]*)\}")
TOKEN = re.compile(r"[a-z][a-z_0-9]*|\.?\d[\d_.]*(?:[eE][+-]?\d+)?|\*\*|[*/-]")
SIGNS = {"**": "^", "*": "×", "/": "÷", "-": MINUS}
HAN_MARK = re.compile(r" ?\(|\) ?|, ?")  # full-width signs bring their own space
HAN_MARKS = {"(": "（", ")": "）", ",": "，"}
BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARE: dict[type, Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"min": min, "max": max, "abs": abs, "round": round, "sqrt": math.sqrt}


class Range(Model):
    """The values that a given number of an exercise is drawn from: `start`, `start + step`, … up to `stop`."""

    start: float = Field(alias="from", ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    stop: float = Field(alias="to", ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    step: float = Field(default=1, gt=0, le=LARGEST, allow_inf_nan=False)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _forward(self) -> Range:
        if self.stop < self.start:
            raise ValueError("deck.range_backwards")
        if (self.stop - self.start) / self.step > MOST_STEPS:
            raise ValueError("deck.range_fine")
        return self


class Compute(Model):
    """An exercise whose numbers are drawn anew each time.

    `expression` and `require` are in the language of `ops_trainer.content.compute`. With the unit `%` the value is
    shown times 100. An answer is right within half of the last place that `decimals` shows.
    """

    given: dict[Annotated[str, Field(pattern=r"^[a-z][a-z_0-9]*$")], Range] = Field(min_length=1, max_length=8)
    require: str | None = None
    ask: Text
    expression: str
    unit: Text | None = None
    decimals: int = Field(default=0, ge=0, le=6)

    @model_validator(mode="before")
    @classmethod
    def _unit_in_all_languages(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("unit"), str):
            return {**value, "unit": {"zh": value["unit"], "en": value["unit"]}}
        return value

    @property
    def percent(self) -> bool:
        """Whether the value is shown times 100."""
        return self.unit is not None and self.unit.in_lang("en") == "%"

    def faults(self) -> Iterator[tuple[str, Complaint]]:
        """Yield what makes no sense, each with the field that it stands in."""
        names = set(self.given)
        parsed: dict[str, Expression] = {}
        for name in ("expression", "require"):
            source = getattr(self, name)
            if source is None:
                continue
            try:
                parsed[name] = parse(source)
            except Complaint as complaint:
                yield name, complaint
                continue
            for unknown in sorted(parsed[name].names - names):
                yield name, Complaint("deck.no_given", name=unknown)
        for lang in self.ask.langs:
            asked = set(PLACEHOLDER.findall(getattr(self.ask, lang)))
            for unknown in sorted(asked - names):
                yield "ask", Complaint("deck.no_given", name=unknown)
            for missing in sorted(names - asked):
                yield "ask", Complaint("deck.given_not_asked", name=missing)
        if "expression" in parsed and (self.require is None or "require" in parsed):
            rng = random.Random(0)
            try:
                for _ in range(20):
                    answer(self, draw(self, rng))
            except Complaint as complaint:
                yield "require" if self.require else "expression", complaint
            except KeyError:
                return


@dataclass(frozen=True)
class Expression:
    """A checked expression: the names it uses, and its value for given numbers."""

    source: str
    names: frozenset[str]
    tree: ast.expr

    def value(self, given: Mapping[str, float]) -> float:
        """Return its value (a comparison gives True or False). Raises Complaint for a division by zero or a result out
        of bounds, KeyError for a name that is not given."""
        try:
            result = _value(self.tree, given)
            if isinstance(result, bool):
                return result
            number = float(result)
        except (ArithmeticError, ValueError, TypeError):
            raise Complaint("deck.no_value", expression=self.source) from None
        if not math.isfinite(number):
            raise Complaint("deck.no_value", expression=self.source)
        return number


def parse(source: str) -> Expression:
    """Read an expression. Raises Complaint when it is none of the language."""
    if len(source) > LONGEST:
        raise Complaint("deck.expression_long", most=LONGEST)
    try:
        with warnings.catch_warnings(action="ignore"):  # what Python would remark on such as `1and 2` is no one's here
            tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Complaint("deck.bad_expression", expression=source[:60]) from None
    names: set[str] = set()
    _check(tree, names, source)
    return Expression(source, frozenset(names), tree)


def _check(node: ast.AST, names: set[str], source: str) -> None:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name(id=name):
            names.add(name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY or isinstance(op, ast.Pow):
            _check(left, names, source)
            _check(right, names, source)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not(), operand=inner):
            _check(inner, names, source)
        case ast.BoolOp(values=values):
            for value in values:
                _check(value, names, source)
        case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in COMPARE for op in ops):
            for value in (left, *others):
                _check(value, names, source)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and args:
            for value in args:
                _check(value, names, source)
        case _:
            raise Complaint("deck.bad_expression", expression=source[:60])


def _value(node: ast.AST, given: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return given[name]
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, exponent = _value(left, given), _value(right, given)
            if abs(exponent) > LARGEST_EXPONENT or abs(base) > 1e12:
                raise OverflowError
            return base**exponent
        case ast.BinOp(left=left, op=op, right=right):
            return BINARY[type(op)](_value(left, given), _value(right, given))
        case ast.UnaryOp(op=op, operand=inner):
            value = _value(inner, given)
            return not value if isinstance(op, ast.Not) else -value if isinstance(op, ast.USub) else value
        case ast.BoolOp(op=op, values=values):
            several = (bool(_value(value, given)) for value in values)
            return all(several) if isinstance(op, ast.And) else any(several)
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_value(side, given) for side in (left, *others)]
            return all(COMPARE[type(op)](*pair) for op, pair in zip(ops, itertools.pairwise(sides), strict=True))
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(_value(value, given) for value in args))
    raise TypeError(node)


def draw(compute: Compute, rng: random.Random) -> dict[str, float]:
    """Return numbers for one exercise, whole ones as int. Raises Complaint when none within reach fit `require`."""
    require = parse(compute.require) if compute.require else None
    expression = parse(compute.expression)
    for _ in range(TRIES):
        given = {name: _drawn(limits, rng) for name, limits in compute.given.items()}
        try:
            if (require is None or require.value(given)) and math.isfinite(expression.value(given)):
                return given
        except Complaint:
            continue
    raise Complaint("deck.never_fits", require=compute.require or compute.expression)


def _drawn(limits: Range, rng: random.Random) -> float:
    steps = math.floor((limits.stop - limits.start) / limits.step + 1e-9)
    value = Decimal(str(limits.start)) + Decimal(str(limits.step)) * rng.randint(0, steps)
    return int(value) if value == value.to_integral_value() else float(value)


def answer(compute: Compute, given: Mapping[str, float]) -> Number:
    """Return the right answer as it is shown: rounded half up to the decimals stated, a percentage times 100.

    Raises Complaint when the expression has no value that could be shown.
    """
    place = Decimal(1).scaleb(-compute.decimals)
    try:
        value = Decimal(repr(parse(compute.expression).value(given))) * (100 if compute.percent else 1)
        shown = value.quantize(place, rounding=ROUND_HALF_UP)
    except ArithmeticError:
        raise Complaint("deck.no_value", expression=compute.expression) from None
    # Added to zero, so that nothing is shown as minus zero.
    return Number(float(shown) + 0.0, float(place / 2), compute.decimals, compute.unit)


def figure(value: float, lang: Lang, decimals: int | None = None) -> str:
    """Return a number as the decks write it: thousands set apart in English only, and a real minus sign. With
    `decimals` it has just so many, otherwise as many as it needs."""
    places = "" if decimals is None else f".{decimals}f"
    return f"{value:{',' if lang == 'en' else ''}{places}}".replace("-", MINUS)


def shown(number: Number) -> Text:
    """Return an answer as it is written in each language, with its unit."""
    units = {lang: number.unit.in_lang(lang) if number.unit is not None else "" for lang in LANGS}
    zh, en = (figure(number.value, lang, number.decimals) for lang in LANGS)
    return Text(zh=f"{zh}{units['zh']}", en=f"{en}{' ' if units['en'][:1].isalpha() else ''}{units['en']}")


def fill(ask: Text, given: Mapping[str, float]) -> Text:
    """Return the exercise's text with its numbers."""

    def put_in(lang: Lang, text: str) -> str:
        for name, value in given.items():
            text = text.replace("{" + name + "}", figure(value, lang))
        return text

    return Text(**{lang: put_in(lang, getattr(ask, lang)) for lang in ask.langs})


def worked(compute: Compute, given: Mapping[str, float], number: Number) -> Text:
    """Return how the answer comes about: the expression with its numbers put in, and what it gives (“≈” where
    rounded)."""
    exact = parse(compute.expression).value(given) * (100 if compute.percent else 1)
    sign = "=" if math.isclose(exact, number.value, rel_tol=1e-9, abs_tol=1e-9) else "≈"
    result = shown(number)
    return Text(
        **{lang: _put_in(f"{compute.expression} {sign} ", given, lang) + getattr(result, lang) for lang in LANGS}
    )


def _put_in(expression: str, given: Mapping[str, float], lang: Lang) -> str:
    """Return an expression as people write it, with its numbers; in Chinese with the brackets and commas of Chinese."""

    def written(found: re.Match[str]) -> str:
        token = found[0]
        if token in SIGNS:
            return SIGNS[token]
        if token[0] == "." or token[0].isdigit():
            constant = float(token)
            return figure(int(constant) if constant.is_integer() else constant, lang)
        if token not in given:
            return token
        value = figure(given[token], lang)
        return f"({value})" if given[token] < 0 else value

    text = TOKEN.sub(written, expression)
    return text if lang == "en" else HAN_MARK.sub(lambda found: HAN_MARKS[found[0].strip()], text)
