"""What all models on the wire share: the forms of their fields, and how strictly they are read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43,86}$")]
Count = Annotated[int, Field(ge=0, le=2**53)]


class Role(StrEnum):
    """What a member may do: a lead everything that a learner may, and the team's affairs."""

    LEARNER = "learner"
    LEAD = "lead"


class Asked(BaseModel):
    """A request: an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(BaseModel):
    """An answer: a newer server may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")
