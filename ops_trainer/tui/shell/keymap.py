"""Keys: how bindings are written, shown and remapped.

A binding's description and tooltip are catalogue keys; they are said when they are shown. `setting` `keys` maps
binding ids to keys, in Textual's spelling, several with commas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from textual.binding import Binding, BindingType
from textual.keys import _character_to_key, format_key

from ops_trainer.locale import Lang, say

Bindings = list[BindingType]
NAMED = {
    "space": "app.key_space",
    "enter": "app.key_enter",
    "escape": "app.key_escape",
    "up": "app.arrow_up",
    "down": "app.arrow_down",
    "left": "app.arrow_left",
    "right": "app.arrow_right",
    "pageup": "app.key_pageup",
    "pagedown": "app.key_pagedown",
    "backspace": "app.key_backspace",
    "delete": "app.key_delete",
    "tab": "app.key_tab",
}
# What an input method sends for the keys of a plain keyboard, where compatibility forms alone (，is ,) don't tell.
TYPED = {
    "、": "/\\",  # of the slash on some, of the backslash on others
    "。": ".", "·": "`", "￥": "$", "¥": "$", "…": "^", "—": "_", "“": '"', "”": '"', "‘": "'", "’": "'",
    "《": "<", "》": ">", "〈": "<", "〉": ">", "【": "[", "】": "]", "「": "[", "」": "]", "『": "{", "』": "}",
}  # fmt: skip


def plain_characters(typed: str) -> str:
    """Return the characters of a plain keyboard that a typed one stands for, the likeliest first; "" for itself.

    Full width is folded (`，` is `,`, an ideographic space a space), Chinese punctuation goes back to its key.
    """
    folded = TYPED.get(typed) or unicodedata.normalize("NFKC", typed)
    return folded if folded != typed and (typed in TYPED or len(folded) == 1) and folded.isascii() else ""


def plain_keys(typed: str) -> dict[str, str]:
    """Return the keys that a typed character may stand for with an input method or Caps Lock on, in Textual's
    spelling, each with its character; the likeliest first."""
    characters = plain_characters(typed) or typed
    tries = [*characters, *characters.lower()] if characters.isascii() else []
    return {_character_to_key(one): one for one in tries if one != typed}


def key(keys: str, action: str, says: str, tip: str, *, id: str, show: bool = True, priority: bool = False) -> Binding:
    """Return a binding with an id, whose label `says` and tooltip `tip` are catalogue keys."""
    return Binding(keys, action, says, tooltip=tip, id=id, show=show, priority=priority)


def named(pressed: str, lang: Lang) -> str:
    """Return a key as it is called: `space` → 空格, `question_mark` → ?, `ctrl+p` → ^p, `f1` → F1."""
    *modifiers, last = pressed.split("+")
    shown = say(NAMED[last], lang) if last in NAMED else format_key(last)
    shown = shown.upper() if re.fullmatch(r"f\d+", shown) else shown
    for modifier in reversed(modifiers):
        shown = f"^{shown}" if modifier == "ctrl" else f"{modifier}+{shown}"
    return shown


def first_key(owner: type, id: str, remapped: Mapping[str, str]) -> str:
    """The first key of a screen's binding, as it is set now. Raises KeyError for an id the screen doesn't have."""
    if chosen := remapped.get(id):
        return chosen.split(",")[0].strip()
    for base in owner.__mro__:
        for binding in base.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id == id:
                return binding.key.split(",")[0]
    raise KeyError(id)
