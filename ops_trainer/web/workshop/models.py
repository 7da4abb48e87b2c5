"""What phones send and get, as the API documents it. Fields that are not named here are refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Lang = Literal["zh", "en"]
Text = dict[str, str]


class Strict(BaseModel):
    """No conversion, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Join(Strict):
    """Coming in under a name. `knock` asks the facilitator for a name that is taken, because it is one's own.
    `carry` tells how the token travels: in a cookie that scripts can't read (browsers), or in the reply, to be sent as
    `Authorization: Bearer …` (other programs)."""

    name: Annotated[str, Field(max_length=200)]
    lang: Lang = "zh"
    knock: bool = False
    carry: Literal["cookie", "header"] = "cookie"


class ScreenBody(Strict):
    """Opening a projector page. `pin` is the screen PIN, which the facilitator's screen shows; it is good once.
    `carry` is that of coming in."""

    pin: Annotated[str, Field(max_length=12)]
    carry: Literal["cookie", "header"] = "cookie"


class AnswerBody(Strict):
    """An answer to a vote. `chosen` are option indices: one (single, true-false), those ticked (multiple), the option
    of each row or -1 (match), all in the chosen order (order). `text` is what was typed (typed, numeric)."""

    run: Annotated[int, Field(ge=1, le=100_000)]
    ballot: Annotated[int, Field(ge=1, le=9)] = 1
    chosen: Annotated[list[int], Field(max_length=50)] = []
    text: Annotated[str, Field(max_length=400)] = ""
    sure: bool | None = None
    lang: Lang | None = None


class Empty(Strict):
    """Nothing but the wish."""


class Player(BaseModel):
    """Who one is in the room."""

    id: str
    name: str
    team: int | None


class ScreenReply(BaseModel):
    """The projector page may show the room from now on. `token` only where it was asked for."""

    token: str | None = None


class JoinReply(BaseModel):
    """Come in (`player`), or waiting for the facilitator's yes (`waiting`). `token` only where it was asked for."""

    player: Player | None = None
    waiting: bool = False
    token: str | None = None


class StateReply(BaseModel):
    """Everything a player may know at a moment; `now` is the server's clock, UTC in milliseconds."""

    now: int
    room: dict[str, Any]
    me: dict[str, Any]


class AnswerReply(BaseModel):
    """The answer that is kept; `new` is false when there was one before, which then stands."""

    run: int
    ballot: int
    new: bool
    answer: dict[str, Any]


class Review(BaseModel):
    """At the end: one's misses, with what is right and why, and the code that takes them home."""

    claim: str
    misses: list[dict[str, Any]]


class Claim(BaseModel):
    """Misses by claim code, as `ops-trainer workshop claim` takes them home."""

    workshop: str
    title: str
    player: str
    misses: list[dict[str, Any]]


class Problem(BaseModel):
    """Why something was refused."""

    error: str
    message: Text
