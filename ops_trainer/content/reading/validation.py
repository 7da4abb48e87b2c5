"""What pydantic finds wrong with a note, in words that help to put it right."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from ops_trainer.content.kinds import KINDS
from ops_trainer.content.reading.shapes import Path, field_of, shape_at
from ops_trainer.content.reading.tree import Tree
from ops_trainer.content.reading.yaml_mistakes import Place, bare_word
from ops_trainer.locale import Complaint

NAMES = ("zh", "en")
NUMBERS = ("int_parsing", "float_parsing", "int_type", "float_type", "int_from_float", "finite_number")
YES_OR_NO = ("bool_parsing", "bool_type")
KIND = ("union_tag_not_found", "union_tag_invalid")
# What other programs, and people, call our kinds.
CALLED = {
    **dict.fromkeys(("faq", "q&a", "q-a", "question", "flashcard", "card", "basic", "问答", "问题", "卡片"), "qa"),
    **dict.fromkeys(
        ("term", "word", "vocabulary", "vocab", "concept", "glossary", "定义", "术语", "概念", "单词", "名词"),
        "definition",
    ),
    **dict.fromkeys(("job", "position", "duty", "duties", "person", "角色", "岗位", "职责"), "role"),
    **dict.fromkeys(("advice", "trick", "practice", "技巧", "建议", "心得"), "tip"),
    **dict.fromkeys(("kpi", "measure", "indicator", "formula", "number", "numeric", "指标", "公式", "数据"), "metric"),
    **dict.fromkeys(
        ("case", "situation", "choice", "single", "multiple-choice", "情境", "情景", "案例", "场景", "选择题"),
        "scenario",
    ),
    **dict.fromkeys(("gap", "gaps", "blank", "fill", "fill-in", "填空", "填空题", "挖空"), "cloze"),
}
# What pydantic calls a bound that was passed: our word for it, and where the bound stands in the error.
RANGES = {
    "greater_than": ("deck.more_than", "gt"),
    "greater_than_equal": ("deck.at_least", "ge"),
    "less_than": ("deck.less_than", "lt"),
    "less_than_equal": ("deck.at_most", "le"),
    "too_long": ("deck.most_entries", "max_length"),
    "too_short": ("deck.least_entries", "min_length"),
    "string_too_long": ("deck.most_characters", "max_length"),
    "string_too_short": ("deck.least_characters", "min_length"),
}


def complaints_of(
    error: ValidationError, tree: Tree, base: Path, fields: tuple[str, ...]
) -> list[tuple[Place, Complaint]]:
    """Return each error at its place in the file; `base` is the path of what was validated, `fields` what it may
    hold."""
    found: list[tuple[Place, Complaint]] = []
    for one in error.errors(include_url=False):
        path = _path(base, one["loc"], tree)
        if one["type"] in KIND and (*path, "kind") in tree.places:
            path = (*path, "kind")
        at_key = one["type"] in ("extra_forbidden", "missing")
        said = _said(one, path, tree, fields)
        in_braces = said.key == "deck.trap_braces"
        found.append((tree.place(path[:-1]) if in_braces else tree.place(path, key=at_key), said))
    return list(dict.fromkeys(found))


def _path(base: Path, loc: tuple[int | str, ...], tree: Tree) -> Path:
    """Return the error's place in the data as a path in the file: names of the models in between are left out."""
    path = base
    for step in loc:
        longer = (*path, step)
        if longer in tree.places or longer in tree.keys or step == loc[-1]:
            path = longer
    return path


def _said(one: Any, path: Path, tree: Tree, fields: tuple[str, ...]) -> Complaint:
    kind, value = one["type"], one.get("input")
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return _unknown(name, path, tree, fields)
    if kind == "missing":
        return Complaint("deck.missing", field=name)
    if kind in KIND:
        return _kind(value)
    if value is None or isinstance(value, bool):
        return bare_word(value)
    if kind == "string_pattern_mismatch":
        return Complaint("deck.slug", value=str(value)[:40])
    if kind in NUMBERS:
        return Complaint("deck.not_number", value=str(value)[:40])
    if kind in YES_OR_NO:
        return Complaint("deck.not_bool", field=field_of(path))
    if kind in RANGES:
        key, bound = RANGES[kind]
        limit = one["ctx"][bound]
        whole = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
        return Complaint(key, field=field_of(path), bound=whole, n=whole)
    if kind == "value_error":
        return Complaint(str(one["ctx"]["error"]))
    if kind == "literal_error":
        return Complaint("deck.choice", value=str(value)[:40], choices=str(one["ctx"]["expected"]).replace("'", ""))
    if kind in ("dict_type", "model_type", "model_attributes_type", "string_type", "list_type", "tuple_type"):
        return Complaint(shape_at(tree.value, path), field=field_of(path))
    return Complaint("deck.other", field=field_of(path), detail=one["msg"])


def _kind(note: Any) -> Complaint:
    """Return that a note has no kind, or which one is most likely meant by what it has."""
    written = note.get("kind") if isinstance(note, dict) else None
    kinds = ", ".join(KINDS)
    if not isinstance(written, str):
        return Complaint("deck.kind", kinds=kinds)
    word = written.strip().casefold()
    near = CALLED.get(word) or (process.extractOne(word, KINDS.keys(), score_cutoff=65) or (None,))[0]
    if near is None:
        return Complaint("deck.kind_unknown", kind=written[:40], kinds=kinds)
    return Complaint("deck.kind_near", kind=written[:40], near=near, kinds=kinds)


def _unknown(name: str, path: Path, tree: Tree, fields: tuple[str, ...]) -> Complaint:
    parent = path[:-1]
    if parent in tree.flow and any((*parent, lang) in tree.keys for lang in NAMES):
        return Complaint("deck.trap_braces")
    near = process.extractOne(name, fields, score_cutoff=70)
    if near is not None:
        return Complaint("deck.unknown_near", key=name[:40], near=near[0])
    return Complaint("deck.unknown", key=name[:40])
