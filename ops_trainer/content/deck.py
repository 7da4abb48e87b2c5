"""A deck, and the JSON Schema of deck files, with which editors complete and check them."""

from __future__ import annotations

from typing import Any

from ops_trainer.content.kinds import Note
from ops_trainer.content.kinds.parts import Slug
from ops_trainer.content.model import Model
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Where a file may write something shorter than the model holds.
SHORT_FORMS: dict[str, dict[str, Any]] = {
    "Text": {"type": "string", "minLength": 1},
    "Names": {"type": "array", "items": {"type": "string"}},
    "Formerly": {
        "anyOf": [
            {"type": "array", "items": {"type": ["string", "object"], "additionalProperties": {"type": "string"}}},
            {"type": "object", "additionalProperties": {"type": "string"}},
        ]
    },
}


class Deck(Model):
    """A deck as its file says it. `after` names the decks to be learnt before this one, `formerly` its own
    earlier ids; a `draft` is not asked yet."""

    id: Slug
    title: Text
    summary: Text | None = None
    language: Lang = "zh"
    draft: bool = False
    after: tuple[Slug, ...] = ()
    formerly: tuple[Slug, ...] = ()
    notes: tuple[Note, ...] = ()


def deck_schema() -> dict[str, Any]:
    """Return the schema, made from the models that read a deck."""
    schema = Deck.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = schema["$defs"]
    for name, short in SHORT_FORMS.items():
        definitions[name] = {"anyOf": [short, definitions[name]]}
    text = {"$ref": "#/$defs/Text"}
    for name in ("Part", "Choice", "Wrong"):
        definitions[name] = {"anyOf": [text, definitions[name]]}
    definitions["Text"]["anyOf"][1].pop("title", None)
    for model in ("BaseNote", *definitions):
        _references_may_be_short(definitions.get(model, {}))
    for name in ("Compute", "Amount"):
        fields = definitions[name]["properties"]
        fields["unit"] = {"anyOf": [text, {"type": "null"}], "default": fields["unit"].get("default")}
    return {"$schema": DIALECT, "title": "ops-trainer deck", **{k: v for k, v in schema.items() if k != "title"}}


def _references_may_be_short(model: dict[str, Any]) -> None:
    """Let a note of the same deck be named by its id alone."""
    for field in model.get("properties", {}).values():
        for holder in (field, field.get("items", {}), *field.get("anyOf", [])):
            if "/" in str(holder.get("pattern", "")):
                holder["pattern"] = "^([a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*$"
        if names := field.get("propertyNames"):
            names.pop("pattern", None)
        if patterns := field.pop("patternProperties", None):
            field["additionalProperties"] = next(iter(patterns.values()))
