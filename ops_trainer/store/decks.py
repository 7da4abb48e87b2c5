"""The decks in use, as last read: parsed only when a file's bytes change."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from ops_trainer.content import pinyin
from ops_trainer.content.card import Card
from ops_trainer.content.formerly import Claim
from ops_trainer.content.questions.fold import simplified
from ops_trainer.content.tags import tag_key, with_parents
from ops_trainer.content.text import Text

BATCH = 1_000
UNCOUNTED = -1  # in place of a note's number of questions
# FTS5's trigrams need three characters, and Chinese words have two: so text is cut into search words here.
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
OTHER = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FileMark:
    """What tells whether a deck file changed; `deck` is what it held when it could last be read."""

    size: int
    mtime_ns: int
    digest: str
    reader: str
    deck: str | None


@dataclass(frozen=True, slots=True)
class DeckInfo:
    """A deck in use."""

    id: str
    path: Path
    own: bool
    title: Text
    summary: Text | None
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteInfo:
    """A note in use: what lists show of it, without its body."""

    ref: str
    deck: str
    kind: str
    line: int
    term: Text


@dataclass(frozen=True, slots=True)
class NoteIn:
    """A note to be put in: with its cards and its body as JSON."""

    ref: str
    kind: str
    line: int
    term: Text
    after: tuple[str, ...]
    body: str
    cards: tuple[Card, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """An earlier name that a deck in use says something had, and where it says so."""

    claim: Claim
    path: str
    line: int


def text_of(packed: str | None) -> Text | None:
    """Return a text from its JSON; None from None."""
    return None if packed is None else Text.stored(**json.loads(packed))


def pack(text: Text | None) -> str | None:
    """Return a text as JSON; None from None."""
    return None if text is None else json.dumps({"zh": text.zh, "en": text.en}, ensure_ascii=False)


def file_marks(connection: Connection) -> dict[str, FileMark]:
    """Return all deck files as they were last read, by path."""
    rows = connection.execute("SELECT path, size, mtime_ns, digest, reader, deck FROM deck_file")
    return {row[0]: FileMark(*row[1:]) for row in rows}


def files_with(connection: Connection, complaints: Collection[str]) -> set[str]:
    """Return the files that were left out for some reasons, such as another deck's having their id."""
    return {path for path, found in problems(connection) if any(problem["key"] in complaints for problem in found)}


def put_mark(connection: Connection, path: str, size: int, mtime_ns: int) -> None:
    """Remember that a file was touched and says the same."""
    connection.execute("UPDATE deck_file SET size = ?, mtime_ns = ? WHERE path = ?", (size, mtime_ns, path))


def put_problems(connection: Connection, path: str, problems: Sequence[Mapping[str, Any]]) -> None:
    """Leave a file out for problems, as JSON values; its notes are put out of use by whoever takes its id."""
    values = (json.dumps(list(problems), ensure_ascii=False), path)
    connection.execute("UPDATE deck_file SET problems = ? WHERE path = ?", values)


def put_file(
    connection: Connection,
    path: str,
    mark: FileMark,
    *,
    own: bool,
    title: Text | None,
    summary: Text | None,
    language: str,
    after: Sequence[str],
    problems: Sequence[Mapping[str, Any]],
    formerly: Sequence[tuple[Claim, int]] = (),
) -> None:
    """Remember a file as it was read; `problems` as JSON values, `formerly` with the line of each."""
    connection.execute(
        "INSERT OR REPLACE INTO deck_file (path, deck, own, size, mtime_ns, digest, reader, title, summary, language,"
        " after, problems, formerly) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            path, mark.deck, int(own), mark.size, mark.mtime_ns, mark.digest, mark.reader,
            pack(title) or "{}", pack(summary), language, json.dumps(list(after)),
            json.dumps(list(problems), ensure_ascii=False),
            json.dumps([(claim.old, claim.new, int(claim.implied), line) for claim, line in formerly]),
        ),
    )  # fmt: skip


def forget_file(connection: Connection, path: str) -> None:
    """Forget a file that is gone; its deck's cards go out of use, their history stays."""
    row = connection.execute("SELECT deck, problems FROM deck_file WHERE path = ?", (path,)).fetchone()
    connection.execute("DELETE FROM deck_file WHERE path = ?", (path,))
    if row is not None and row[0] is not None and row[1] == "[]":
        drop_notes(connection, row[0])


def drop_notes(connection: Connection, deck: str) -> None:
    """Take a deck's notes and cards out of use."""
    connection.execute("DELETE FROM card_words WHERE rowid IN (SELECT key FROM card WHERE deck = ?)", (deck,))
    connection.execute("DELETE FROM card WHERE deck = ?", (deck,))
    connection.execute("DELETE FROM tag WHERE note IN (SELECT ref FROM note WHERE deck = ?)", (deck,))
    connection.execute("DELETE FROM note WHERE deck = ?", (deck,))


def put_notes(connection: Connection, deck: str, notes: Iterable[NoteIn]) -> None:
    """Put a deck's notes and cards in use, in place of those it had."""
    drop_notes(connection, deck)
    found = list(notes)
    _many(
        connection,
        'INSERT INTO note (ref, deck, kind, line, position, term, "after", body, questions) VALUES (?,?,?,?,?,?,?,?,'
        f"{UNCOUNTED})",
        [
            (n.ref, deck, n.kind, n.line, place, pack(n.term), json.dumps(n.after), n.body)
            for place, n in enumerate(found)
        ],
    )
    _many(
        connection,
        "INSERT INTO card (id, deck, note, kind, position, face_order, texts) VALUES (?,?,?,?,?,?,?)",
        [
            (card.id, deck, n.ref, n.kind, place, face, _packed(card))
            for place, n in enumerate(found)
            for face, card in enumerate(n.cards)
        ],
    )
    _many(
        connection,
        "INSERT OR IGNORE INTO tag (key, note, name) VALUES (?,?,?)",
        [(tag_key(name), n.ref, name) for n in found for tag in n.tags for name in with_parents(tag)],
    )
    keys = connection.execute("SELECT key, note, texts FROM card WHERE deck = ?", (deck,)).fetchall()
    titles = {n.ref: "".join(f" {title_words(t)}" for t in (n.term.zh, n.term.en) if t) for n in found}
    _many(
        connection,
        "INSERT INTO card_words (rowid, words) VALUES (?, ?)",
        [
            (key, search_words(" ".join(t for t in json.loads(texts) if t)) + titles.get(ref, ""))
            for key, ref, texts in keys
        ],
    )


def rename_file(connection: Connection, old: str, new: str, size: int, mtime_ns: int) -> None:
    """Remember that a file is now at another path, or another one there says the same."""
    connection.execute(
        "UPDATE deck_file SET path = ?, size = ?, mtime_ns = ? WHERE path = ?", (new, size, mtime_ns, old)
    )


def uncounted(connection: Connection) -> list[str]:
    """Return the notes of which it is not known how many questions they make, deck by deck."""
    return [row[0] for row in connection.execute(f"SELECT ref FROM note WHERE questions = {UNCOUNTED} ORDER BY deck")]


def put_questions(connection: Connection, counts: Mapping[str, int]) -> None:
    """Remember how many questions notes make, by reference."""
    _many(connection, "UPDATE note SET questions = ? WHERE ref = ?", [(count, ref) for ref, count in counts.items()])


def outlines(connection: Connection) -> list[tuple[str, tuple[str, ...], list[tuple[str, tuple[str, ...]]]]]:
    """Return each deck in use with the decks it comes after, and its notes with the notes they come after."""
    notes: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for deck, ref, after in connection.execute('SELECT deck, ref, "after" FROM note ORDER BY deck, position'):
        notes.setdefault(deck, []).append((ref, tuple(json.loads(after))))
    return [(info.id, info.after, notes.get(info.id, [])) for info in decks(connection)]


def put_order(connection: Connection, refs: Sequence[str]) -> None:
    """Number the cards of all notes in the learning order."""
    _many(
        connection,
        "UPDATE card SET position = ? WHERE note = ? AND position <> ?",
        [(place, ref, place) for place, ref in enumerate(refs)],
    )


def decks(connection: Connection) -> list[DeckInfo]:
    """Return the decks in use, by id."""
    rows = connection.execute(
        'SELECT deck, path, own, title, summary, "after" FROM deck_file'
        " WHERE deck IS NOT NULL AND problems = '[]' ORDER BY deck"
    )
    return [
        DeckInfo(
            row[0], Path(row[1]), bool(row[2]), text_of(row[3]) or Text(zh="?"), text_of(row[4]),
            tuple(json.loads(row[5])),
        )
        for row in rows
    ]  # fmt: skip


def is_used(connection: Connection, deck: str) -> bool:
    """Return whether there are cards of a deck."""
    return connection.execute("SELECT 1 FROM card WHERE deck = ? LIMIT 1", (deck,)).fetchone() is not None


def problems(connection: Connection) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the files that were left out, with their problems as JSON values."""
    rows = connection.execute("SELECT path, problems FROM deck_file WHERE problems <> '[]' ORDER BY path")
    return [(row[0], json.loads(row[1])) for row in rows]


def notes(connection: Connection, deck: str | None = None) -> list[NoteInfo]:
    """Return the notes of a deck, or of all, in their order."""
    where, values = ("WHERE deck = ?", (deck,)) if deck else ("", ())
    rows = connection.execute(f"SELECT ref, deck, kind, line, term FROM note {where} ORDER BY deck, position", values)
    return [NoteInfo(row[0], row[1], row[2], row[3], text_of(row[4]) or Text(zh="?")) for row in rows]


def bodies(connection: Connection, refs: Sequence[str] | None = None) -> dict[str, str]:
    """Return the JSON bodies of the notes named (all when None), by reference, in deck and file order."""
    if refs is None:
        rows = connection.execute("SELECT ref, body FROM note ORDER BY deck, position").fetchall()
        return {row[0]: row[1] for row in rows}
    found: dict[str, str] = {}
    for ref in refs:
        row = connection.execute("SELECT body FROM note WHERE ref = ?", (ref,)).fetchone()
        if row is not None:
            found[ref] = row[0]
    return found


def tags(connection: Connection) -> dict[str, str]:
    """Return the tags of notes in use and the levels above them, by what they are compared by, in that order."""
    return dict(connection.execute("SELECT key, min(name) FROM tag GROUP BY key ORDER BY key").fetchall())


def tagged(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return the notes that have one of some tags; a tag is named by what it is compared by."""
    slots = ", ".join("?" * len(keys))
    return {row[0] for row in connection.execute(f"SELECT note FROM tag WHERE key IN ({slots})", tuple(keys))}


def learning_order(connection: Connection) -> list[str]:
    """Return all notes in use in the learning order."""
    rows = connection.execute("SELECT note FROM card GROUP BY note ORDER BY min(position)")
    return [row[0] for row in rows]


def card(connection: Connection, card_id: str) -> Card | None:
    """Return a card in use by its id; None where there is none."""
    row = connection.execute("SELECT id, texts FROM card WHERE id = ?", (card_id,)).fetchone()
    return None if row is None else unpacked(row[0], row[1])


def cards_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Card]:
    """Return those of some cards that are in use, by id."""
    rows = connection.execute(f"SELECT id, texts FROM card WHERE id IN ({', '.join('?' * len(ids))})", tuple(ids))
    return {row[0]: unpacked(row[0], row[1]) for row in rows}


def cards(connection: Connection, *, deck: str | None = None, note: str | None = None) -> list[Card]:
    """Return the cards of a deck, of a note, or of all, in the learning order."""
    where = " AND ".join([f"{name} = ?" for name, value in (("deck", deck), ("note", note)) if value] or ["1"])
    values = tuple(value for value in (deck, note) if value)
    rows = connection.execute(f"SELECT id, texts FROM card WHERE {where} ORDER BY position, face_order", values)
    return [unpacked(row[0], row[1]) for row in rows]


def _packed(card: Card) -> str:
    texts = (card.subject, card.question, card.back)
    return json.dumps([part for text in texts for part in (text.zh, text.en)], ensure_ascii=False)


def unpacked(card_id: str, texts: str) -> Card:
    """Return a card from its id and its texts as they are stored."""
    deck, note, face = card_id.split("/", 2)
    t = json.loads(texts)
    made = [Text.stored(zh=t[i], en=t[i + 1]) for i in (0, 2, 4)]
    return Card(deck, note, face, *made)


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.executemany(statement, rows[start : start + BATCH])


def counts(connection: Connection) -> dict[str, tuple[int, int | None, int]]:
    """Return for each deck in use: its notes, the questions they make (None until all are counted), and its first place
    in the learning order."""
    rows = connection.execute(
        f"SELECT n.deck, count(*), iif(min(n.questions) = {UNCOUNTED}, NULL, sum(n.questions)),"
        " (SELECT min(position) FROM card c WHERE c.deck = n.deck) FROM note n GROUP BY n.deck"
    )
    return {row[0]: (row[1], row[2], 1 << 30 if row[3] is None else row[3]) for row in rows}


def aliases(connection: Connection) -> dict[str, str]:
    """Return the earlier names that hold, to the name of today."""
    return {row[0]: row[1] for row in connection.execute("SELECT old, new FROM alias")}


def put_aliases(connection: Connection, names: Mapping[str, str]) -> None:
    """Put earlier names in force, in place of all that were."""
    connection.execute("DELETE FROM alias")
    _many(connection, 'INSERT INTO alias (old, "new") VALUES (?, ?)', sorted(names.items()))


def claims(connection: Connection) -> list[ClaimRow]:
    """Return the earlier names that decks in use say they, their notes and cards had, whether they hold or not."""
    found = connection.execute(
        "SELECT path, formerly FROM deck_file WHERE deck IS NOT NULL AND problems = '[]' AND formerly <> '[]'"
        " ORDER BY deck"
    )
    return [
        ClaimRow(Claim(old, new, bool(implied)), path, line)
        for path, claims in found
        for old, new, implied, line in json.loads(claims)
    ]


def is_name_used(connection: Connection, name: str) -> bool:
    """Return whether a deck, a note (`deck/note`) or a card (`deck/note/face`) is in use."""
    query = (
        "SELECT 1 FROM deck_file WHERE deck = ? AND problems = '[]'",
        "SELECT 1 FROM note WHERE ref = ?",
        "SELECT 1 FROM card WHERE id = ?",
    )[name.count("/")]
    return connection.execute(query, (name,)).fetchone() is not None


def _runs(text: str) -> list[tuple[bool, str]]:
    """Return the runs of Han characters (True) and of other letters and digits, in their order."""
    text = text.encode("utf-8", "ignore").decode()  # half of a surrogate pair says nothing
    folded = simplified(unicodedata.normalize("NFKC", text).casefold())
    found: list[tuple[bool, str]] = []
    position = 0
    for run in HAN.finditer(folded):
        found += [(False, word) for word in OTHER.findall(folded[position : run.start()])]
        found.append((True, run.group()))
        position = run.end()
    return found + [(False, word) for word in OTHER.findall(folded[position:])]


def search_words(text: str) -> str:
    """Return what is indexed of a text: Latin words as they are, each Han character with the next, alone at the end."""
    out: list[str] = []
    for han, run in _runs(text):
        out += [run[i : i + 2] for i in range(len(run))] if han else [run]
    return " ".join(out)


# What a note is called is indexed beside its cards' words, under prefixes that no word has: each word (t), the whole
# (e), Han characters in pinyin from each of them on (p), and by their initials (i).
IN_TITLE, WHOLE_TITLE, PINYIN, INITIALS = "0t", "0e", "0p", "0i"
LONGEST_WORD = 24  # letters of pinyin that are told apart


def title_words(title: str) -> str:
    """Return what is indexed of what a note is called."""
    runs = _runs(title)
    out = [WHOLE_TITLE + "".join(run for _, run in runs)] if runs else []
    for han, run in runs:
        if not han:
            out.append(IN_TITLE + run)
            continue
        out += [IN_TITLE + run[i : i + 2] for i in range(len(run))]
        for start in range(min(len(run), pinyin.LONGEST)):
            spelt = pinyin.spellings(run[start:])
            out += [PINYIN + one[:LONGEST_WORD] for one in spelt]
            out += [INITIALS + pinyin.initials(run[start:])] if spelt else []
    return " ".join(dict.fromkeys(out))


def search_query(text: str, prefix: str = "") -> str:
    """Return a search in FTS5's language: all runs, Han ones as phrases, the rest by their beginning."""
    return " AND ".join(_phrase(han, run, prefix) for han, run in _runs(text))


def _phrase(han: bool, run: str, prefix: str) -> str:
    if not han or len(run) == 1:
        return f'"{prefix}{run}"*'
    return '"' + " ".join(prefix + run[i : i + 2] for i in range(len(run) - 1)) + '"'


def search_levels(text: str) -> list[str]:
    """Return searches of which each finds all that those before it find, the best first: notes called just so, with the
    words in what they are called, with the words anywhere, and with their pinyin."""
    runs = _runs(text)
    if not runs:
        return []
    parts = []
    for han, run in runs:
        ways = [_phrase(han, run, ""), _phrase(han, run, IN_TITLE)]
        spelt = run.replace("ü", "v")
        if spelt.isascii() and spelt.isalpha():
            ways.append(f'"{PINYIN}{spelt[:LONGEST_WORD]}"*')
            ways += [f'"{INITIALS}{spelt}"*'] if len(spelt) > 1 else []
        parts.append(f"({' OR '.join(ways)})")
    words = " AND ".join(f"({_phrase(han, run, '')} OR {_phrase(han, run, IN_TITLE)})" for han, run in runs)
    whole = f'"{WHOLE_TITLE}{"".join(run for _, run in runs)}"'
    return list(dict.fromkeys((whole, search_query(text, IN_TITLE), words, " AND ".join(parts))))


def search_typos(connection: Connection, text: str) -> list[str]:
    """Return one search for words that differ from the typed ones by a slip: a letter or two, or a Han character that
    reads the same; none where there are none."""
    parts = []
    for han, run in _runs(text):
        if han:
            ways = [f'"{PINYIN}{spelt[:LONGEST_WORD]}"*' for spelt in pinyin.spellings(run)] if len(run) > 1 else []
        else:
            ways = [f'"{word}"' for word in _like(connection, run)]
        parts.append(f"({' OR '.join((_phrase(han, run, ''), *ways))})")
    return [" AND ".join(parts)] if parts else []


def _like(connection: Connection, typed: str, most: int = 20) -> list[str]:
    """Return the indexed words nearest to a typed one, by letters swapped, missing, too many or wrong."""
    if len(typed) < SHORTEST_SLIP or not typed.isalpha():
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 1 if len(typed) < 2 * SHORTEST_SLIP else 2
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.card_vocabulary USING fts5vocab(main, card_words, row)")
    rows = connection.execute(
        "SELECT term FROM temp.card_vocabulary WHERE term >= 'a' AND length(term) BETWEEN ? AND ?",
        (len(typed) - slips, len(typed) + slips),
    )
    words = [row[0] for row in rows]
    return [word for word, _, _ in process.extract(typed, words, scorer=OSA.distance, score_cutoff=slips, limit=most)]


SHORTEST_SLIP = 4  # letters of a word in which a slip is looked for
