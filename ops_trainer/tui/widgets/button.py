"""A button that is always as wide as what stands on it."""

from __future__ import annotations

from textual import widgets


class Button(widgets.Button):
    """Textual's own keeps the width of the label that it was first laid out with."""

    def watch_label(self) -> None:
        """Make room for another label, also when a change before it has yet to be laid out."""
        self._box_model_cache.clear()
        self.refresh(layout=True)
