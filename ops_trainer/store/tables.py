"""The tables. Rows never leave the store: its functions take and give core types."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Index, Integer, text
from sqlmodel import Field, SQLModel


def key_column() -> Column[Any]:
    """Return a column that numbers rows as they arrive; 64 bits where the database tells the difference."""
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


class EventRow(SQLModel, table=True):
    """The journal: appended to, never updated, never deleted."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__ = (
        Index("event_card", "learner", "card"),
        Index("event_day", "learner", "local_day", "kind"),
        Index("event_undoes", "undoes", sqlite_where=text("undoes IS NOT NULL")),
    )

    seq: int | None = Field(default=None, sa_column=key_column())
    id: str = Field(unique=True)
    learner: str
    device: str
    kind: str
    card: str
    rating: int | None = None
    at: int = Field(sa_type=BigInteger)
    utc_offset: int
    local_day: int
    took_ms: int | None = None
    source: str
    undoes: str | None = None
    data: str | None = None  # JSON
    via: str | None = None


class StateRow(SQLModel, table=True):
    """Card memory: a cache of the journal."""

    __tablename__: ClassVar[Any] = "card_state"
    __table_args__ = (
        Index(
            "card_state_due", "learner", "due_day", "suspended", "buried_day", "last_day", "stability", "card",
        ),
        {"sqlite_with_rowid": False},
    )  # fmt: skip

    learner: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    stability: float | None = None
    difficulty: float | None = None
    due_day: int | None = None
    first_day: int | None = None
    last_day: int | None = None
    last_rating: int | None = None
    reps: int = 0
    lapses: int = 0
    days_recalled: int = 0
    last_recalled: int | None = None
    suspended: int = 0
    buried_day: int | None = None
    flag: str | None = None
    placed: int = 0
    summoned: int | None = None
    upto: str = ""


class DeckRow(SQLModel, table=True):
    """A deck file as it was last read, so that it is parsed only when its bytes change."""

    __tablename__: ClassVar[Any] = "deck_file"

    path: str = Field(primary_key=True)
    deck: str | None = Field(default=None, index=True)
    own: int = 0
    size: int
    mtime_ns: int = Field(sa_type=BigInteger)
    digest: str
    reader: str  # the version of the program that read it
    title: str = "{}"
    summary: str | None = None
    language: str = "zh"
    after: str = "[]"
    problems: str = "[]"
    formerly: str = "[]"  # earlier names: [old, new, whether it is implied, line] each, as JSON


class NoteRow(SQLModel, table=True):
    """A note of a deck that is in use."""

    __tablename__: ClassVar[Any] = "note"
    __table_args__ = (Index("note_deck", "deck", "questions"),)

    ref: str = Field(primary_key=True)  # deck/note
    deck: str
    kind: str
    line: int
    position: int
    term: str
    after: str = "[]"
    questions: int = 0
    body: str  # the note as JSON


class CardRow(SQLModel, table=True):
    """A card of a deck that is in use, with its texts, so that studying parses no deck."""

    __tablename__: ClassVar[Any] = "card"
    __table_args__ = (
        Index("card_order", "position", "face_order"),
        Index("card_deck", "deck", "position"),
        Index("card_note", "note"),
    )

    key: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    deck: str
    note: str  # deck/note
    kind: str
    position: int = 0  # of its note in the learning order
    face_order: int = 0
    texts: str  # [subject zh, subject en, question zh, question en, back zh, back en] as JSON


class TagRow(SQLModel, table=True):
    """A tag of a note in use, or a level above one."""

    __tablename__: ClassVar[Any] = "tag"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    key: str = Field(primary_key=True)  # folded: what tags are compared by
    note: str = Field(primary_key=True)  # deck/note
    name: str  # as it was written


class AliasRow(SQLModel, table=True):
    """A deck, note or card that used to have another name."""

    __tablename__: ClassVar[Any] = "alias"

    old: str = Field(primary_key=True)  # deck, deck/note or deck/note/face
    new: str = Field(index=True)


class LearnerRow(SQLModel, table=True):
    """Someone who learns in this home."""

    __tablename__: ClassVar[Any] = "learner"

    name: str = Field(primary_key=True)
    created: int = Field(sa_type=BigInteger)
    used: int = Field(default=0, sa_type=BigInteger)
    scheduler: str = ""  # key of the scheduler that the card states were computed with
    id: str = ""  # random, the same in every home of this person: names tell nobody apart


class VoidRow(SQLModel, table=True):
    """What is out of force: a cache of the voids in the journal."""

    __tablename__: ClassVar[Any] = "void"

    learner: str = Field(primary_key=True)
    via: str = Field(primary_key=True)
    since: int = Field(sa_type=BigInteger)


class JournalFileRow(SQLModel, table=True):
    """A journal file as it was when the store and it were last made to hold the same."""

    __tablename__: ClassVar[Any] = "journal_file"

    path: str = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)
    mtime_ns: int = Field(sa_type=BigInteger)
    events: int = 0


class SettingRow(SQLModel, table=True):
    """A setting of a learner, or of the home (learner ""), as JSON."""

    __tablename__: ClassVar[Any] = "setting"

    learner: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


class DocumentRow(SQLModel, table=True):
    """A document, such as a quiz that is under way: JSON by kind and id."""

    __tablename__: ClassVar[Any] = "kept"

    learner: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    body: str


class WorkshopRow(SQLModel, table=True):
    """A workshop that a learner hosts or hosted."""

    __tablename__: ClassVar[Any] = "workshop"

    id: str = Field(primary_key=True)
    learner: str = Field(index=True)
    pin: str
    title: str
    created: int = Field(sa_type=BigInteger)
    utc_offset: int
    ended: int | None = Field(default=None, sa_type=BigInteger)


class WorkshopEventRow(SQLModel, table=True):
    """The log of a workshop: appended to, never updated. The room follows from it."""

    __tablename__: ClassVar[Any] = "workshop_event"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    workshop: str = Field(primary_key=True, foreign_key="workshop.id")
    seq: int = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    kind: str
    data: str  # JSON
