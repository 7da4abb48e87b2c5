"""Checking deck files as `decks check` does: every problem, then advice, over files and folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ops_trainer.content.files import Problem, builtin_folder, deck_files, id_taken, is_copy
from ops_trainer.content.formerly import Claim, lives, settle
from ops_trainer.content.lint.advice import warnings
from ops_trainer.content.reading.reader import Reading, read_deck
from ops_trainer.locale import Complaint


def check_paths(paths: Sequence[Path]) -> tuple[list[Problem], list[Problem], int]:
    """Return problems, advice, and how many files were read. Raise Complaint for a path where nothing is."""
    readings: list[Reading] = []
    for path in sorted(paths, key=is_copy):
        if not path.exists():
            raise Complaint("deck.no_path", path=path)
        readings += [read_deck(file) for file in (deck_files(path) if path.is_dir() else [path])]
    errors = [problem for reading in readings for problem in reading.problems]
    errors += _same_id(readings)
    advice = [problem for reading in readings for problem in warnings(reading)]
    return errors, advice + references(readings) + _still_there(readings), len(readings)


def _still_there(readings: Sequence[Reading]) -> list[Problem]:
    """Return advice on earlier names of notes that another note of these decks has."""
    decks = [(reading, reading.deck) for reading in readings if reading.deck is not None]
    there = {f"{deck.id}/{note.id}" for _, deck in decks for note in deck.notes}
    claims = {
        Claim(old, f"{deck.id}/{note.id}"): (reading.name, *reading.places.get(note.id, (1, 1)))
        for reading, deck in decks
        for note in deck.notes
        for old in note.formerly
    }
    refused = settle(claims, lambda claim: lives(claim) if claim.old in there else None, {})[1]
    return [Problem(*claims[claim], complaint, "warning") for claim, complaint in refused.items()]


def _same_id(readings: Sequence[Reading]) -> list[Problem]:
    """Return a problem for each deck of one check whose id another has."""
    seen: dict[str, str] = {}
    found = []
    for reading in readings:
        if reading.deck is not None:
            other = seen.setdefault(reading.deck.id, reading.name)
            if other != reading.name:
                found.append(Problem(reading.name, 1, 1, id_taken(reading.deck.id, Path(reading.name), Path(other))))
    return found


def references(readings: Sequence[Reading]) -> list[Problem]:
    """Return advice on references to notes that neither these decks nor the built-in ones hold."""
    decks = {reading.deck.id: reading.deck for reading in readings if reading.deck is not None}
    needed = {ref.partition("/")[0] for deck in decks.values() for note in deck.notes for ref in note.references()}
    if needed - decks.keys():
        for file in deck_files(builtin_folder()):
            if file.stem in needed - decks.keys() and (deck := read_deck(file).deck) is not None:
                decks[deck.id] = deck
    known = {f"{deck.id}/{note.id}" for deck in decks.values() for note in deck.notes}
    return [
        Problem(reading.name, *reading.places.get(note.id, (1, 1)), Complaint("deck.unknown_ref", ref=ref), "warning")
        for reading in readings
        if reading.deck is not None
        for note in reading.deck.notes
        for ref in note.references()
        if ref not in known
    ]
