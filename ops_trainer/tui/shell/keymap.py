"""Keys: how bindings are written, shown and remapped.

A binding's description and tooltip are catalogue keys; they are said when they are shown. `setting` `keys` maps
binding ids to keys, in Textual's spelling, several with commas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.binding import Binding, BindingType
from textual.keys import format_key

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
