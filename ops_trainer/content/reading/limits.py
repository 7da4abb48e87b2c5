"""How large a deck file may be, so that no file can exhaust the machine."""

from __future__ import annotations

BYTES = 5 * 1024 * 1024
DEPTH = 24  # of lists and maps in each other
NODES = 600_000
NOTES = 20_000
TEXT = 4_000  # characters of one text
WRITTEN = 16 * TEXT  # characters of one text as it is written, with its indentation and escapes
PROBLEMS = 200  # reported for one file
