"""What a text holds of nesting is found before a parser sees it: never less deep than any parser would build."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ops_trainer.content.files import MOST_DEPTH
from ops_trainer.content.reading import tree
from ops_trainer.content.reading.nesting import Nesting
from tests.examples import examples

PARSERS = [parser for name in ("CSafeLoader", "SafeLoader") if (parser := getattr(yaml, name, None))]
EVERY_DEPTH = 1_000_000
PIECES = [
    *"[]{},:-?'\"#&*!|>%@`\\ \nab=",
    *("a: ", "- ", "? ", ": ", " #", "\n  ", "\n ", "\n    ", "x y", "|\n", "|2\n", ">-\n", "|+1 # c\n", "&a ", "!t "),
    *("---", "...", "\t", "''", '\\"', "a:\n- ", "a:\n  - b\n", "&b", "\n\n", "\ufeff", "运营", "...\n", "%YAML 1.1\n"),
]


def built(parser: Any, text: str) -> int | None:
    """How deep a parser builds lists and maps; None when it refuses the text or meets a reference."""
    open_, deepest = 0, 0
    try:
        for event in yaml.parse(text, parser):
            if isinstance(event, yaml.AliasEvent):
                return None
            if isinstance(event, yaml.CollectionStartEvent):
                open_ += 1
                deepest = max(deepest, open_)
            elif isinstance(event, yaml.CollectionEndEvent):
                open_ -= 1
    except yaml.YAMLError:
        return None
    return deepest


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@examples(400)
@example("a: b\n  - c\n  [\n")
@example("a: |\n  - - -\n  [[[\nb: [[c]]\n")
@example("- |1\n  '\n- [[a]]\n")
@example("[[a]: {b: [c: d]}]: e\n")
@example("a:\n- - b\n- ? - c\n  : - d\n")
@example("a: 'it''s [[' # [[[\nb: \"\\\" [[\"\n")
@example("[a #[[\n, b'[\n]")
@example("&b: c")
@example("--- [a]\n--- {b: [c]}\n")
def test_what_a_parser_takes_is_never_counted_less_deep(text: str) -> None:
    nesting = Nesting(text, EVERY_DEPTH)
    for parser in PARSERS:
        depth = built(parser, text)
        assert depth is None or nesting.stop is not None or nesting.deepest == depth


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.sampled_from("ab [{}]:-#'\"\n运?,&*!|>"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: #[", max_size=4), inner, max_size=3),
    max_leaves=12,
)


def depth_of(value: Any) -> int:
    if isinstance(value, list | dict):
        return 1 + max((depth_of(one) for one in (value if isinstance(value, list) else value.values())), default=0)
    return 0


@given(values, st.sampled_from([True, False, None]))
@examples(200)
def test_what_stands_in_texts_and_comments_is_not_counted(value: Any, flow: bool | None) -> None:
    text = yaml.dump(value, Dumper=_NoReferences, default_flow_style=flow, allow_unicode=True)
    text = "\n".join(f"{line} # - - [[{{" if line.endswith(("]", "}")) else line for line in text.split("\n"))
    nesting = Nesting(text, EVERY_DEPTH)
    assert (nesting.stop, nesting.deepest) == (None, depth_of(value))


class _NoReferences(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "deep",
    [
        lambda n: "[" * n + "]" * n,
        lambda n: "- " * n + "a",
        lambda n: "".join(" " * level + "a:\n" for level in range(n)),
        lambda n: "".join("  " * level + "- # x\n" for level in range(n)),
        lambda n: "{a: " * n + "b" + "}" * n,
        lambda n: "a:\n" + "- " * (n - 1) + "b",
    ],
    ids=["brackets", "dashes", "maps", "lists", "braces", "list beside its key"],
)
def test_the_bound_is_exact_and_the_same_whatever_the_parser(
    deep: Any, parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "Parser", parser)
    assert tree.parse(deep(MOST_DEPTH)).faults == []
    assert [complaint.key for _, complaint in tree.parse(deep(MOST_DEPTH + 1)).faults] == ["deck.too_deep"]


def test_a_parser_with_bounds_of_its_own_never_meets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    class Strict(yaml.SafeLoader):
        def __init__(self, text: str) -> None:
            given.append(text)
            super().__init__(text)

    monkeypatch.setattr(tree, "Parser", Strict)
    tree.parse("a: " + "[" * 100_000)
    tree.parse("a: &b c\nd: *b\n" * 10_000)
    assert [Nesting(text).deepest for text in given] == [MOST_DEPTH, 1]
    assert not any("*" in text for text in given)
