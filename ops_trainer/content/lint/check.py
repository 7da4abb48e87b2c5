"""Checking deck files as `decks check` does: every problem, then advice, over files and folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops_trainer.content.deck import Deck
from ops_trainer.content.files import Problem, builtin_folder, deck_files, id_taken, originals_first
from ops_trainer.content.formerly import Claim, claims_of, left_behind, lives, names_in, settle
from ops_trainer.content.lint.advice import warnings
from ops_trainer.content.media import names_in as media_in
from ops_trainer.content.model import texts_in
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.reading.reader import Reading, read_deck
from ops_trainer.locale import Complaint

MOST_COUNTED = 3_000  # notes of a deck whose questions are counted: each takes milliseconds


@dataclass(frozen=True)
class Checked:
    """What checking found: problems, advice, how many files were read, and what the decks without a problem make."""

    errors: list[Problem]
    advice: list[Problem]
    files: int
    yields: list[Yield]


@dataclass(frozen=True)
class Yield:
    """How much a deck makes by itself: notes, cards and questions; `questions` is None where it has too many notes to
    count."""

    file: str
    notes: int
    cards: int
    questions: int | None


@dataclass(frozen=True)
class Known:
    """What a home knows: the deck of each file as it was last read, by path, and the cards that were learnt, as
    `note/face` by deck."""

    decks: Mapping[str, str]
    learnt: Mapping[str, set[str]]


def check_paths(paths: Sequence[Path], known: Known | None = None) -> Checked:
    """Return what is to be said of deck files, and of those in folders; with what a home knows, also of progress that
    a deck would leave behind. Raise Complaint for a path where nothing is."""
    readings: list[Reading] = []
    for path in sorted(paths, key=originals_first):
        if not path.exists():
            raise Complaint("deck.no_path", path=path)
        readings += [read_deck(file) for file in (deck_files(path) if path.is_dir() else [path])]
    errors = [problem for reading in readings for problem in reading.problems]
    errors += _same_id(readings)
    advice = [problem for reading in readings for problem in warnings(reading)]
    advice += [problem for reading in readings for problem in _no_media(reading)]
    advice += references(readings) + _still_there(readings) + (_left_behind(readings, known) if known else [])
    yields = [_yield(reading.name, reading.deck) for reading in readings if reading.deck is not None]
    return Checked(errors, advice, len(readings), yields)


def _no_media(reading: Reading) -> Iterator[Problem]:
    """Yield advice on pictures and sounds that lie in no folder beside the deck."""
    for note in reading.deck.notes if reading.deck is not None else ():
        folder = Path(reading.name).with_name(f"{reading.deck.id}.media") if reading.deck is not None else Path()
        names = {name for _, text in texts_in(note) for lang in text.langs for name in media_in(getattr(text, lang))}
        for name in sorted(names):
            if not (folder / name).is_file():
                complaint = Complaint("editorial.no_media", note=note.id, name=name, folder=folder.name)
                yield Problem(reading.name, *reading.places.get(note.id, (1, 1)), complaint, "warning")


def _yield(name: str, deck: Deck) -> Yield:
    cards = sum(len(note.make_cards(deck.id)) for note in deck.notes)
    if len(deck.notes) > MOST_COUNTED:
        return Yield(name, len(deck.notes), cards, None)
    generator = Generator({f"{deck.id}/{note.id}": note for note in deck.notes})
    return Yield(name, len(deck.notes), cards, sum(map(generator.count, generator.refs)))


def _still_there(readings: Sequence[Reading]) -> list[Problem]:
    """Return advice on earlier names of notes that another note of these decks has."""
    decks = [(reading, reading.deck) for reading in readings if reading.deck is not None]
    there = {name for _, deck in decks for name in names_in(deck)}
    claims: dict[Claim, tuple[str, int, int]] = {
        claim: (reading.name, *reading.places.get(note, (1, 1)))
        for reading, deck in decks
        for claim, note in claims_of(deck)
    }
    refused = settle(claims, lambda claim: lives(claim) if claim.old in there else None, {})[1]
    return [Problem(*claims[claim], complaint, "warning") for claim, complaint in refused.items()]


def _left_behind(readings: Sequence[Reading], known: Known) -> list[Problem]:
    """Return advice on decks that look like ones that were learnt under another id."""
    paths = {str(Path(reading.name).absolute()) for reading in readings}
    decks = [reading.deck for reading in readings if reading.deck is not None]
    here = {deck for path, deck in known.decks.items() if path not in paths and Path(path).exists()}
    here |= {name for deck in decks for name in (deck.id, *deck.formerly)}
    orphans = {deck: cards for deck, cards in known.learnt.items() if deck not in here}
    found = []
    for reading in readings if orphans else ():
        if (deck := reading.deck) is not None:
            cards = {f"{card.note}/{card.face}" for note in deck.notes for card in note.make_cards(deck.id)}
            was = known.decks.get(str(Path(reading.name).absolute()), "")
            if left := left_behind(cards, orphans, unmet=deck.id not in known.learnt, was={was}):
                found.append(Problem(reading.name, 1, 1, left.complaint(deck.id), "warning"))
    return found


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
