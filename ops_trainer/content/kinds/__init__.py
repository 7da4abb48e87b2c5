"""The kinds of note that a deck holds: a file each, listed here and nowhere else."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.kinds.cloze import Cloze
from ops_trainer.content.kinds.definition import Definition
from ops_trainer.content.kinds.metric import Metric
from ops_trainer.content.kinds.qa import QA
from ops_trainer.content.kinds.question import Question
from ops_trainer.content.kinds.role import Role
from ops_trainer.content.kinds.scenario import Scenario
from ops_trainer.content.kinds.tip import Tip

Note = Annotated[Definition | Role | Tip | Metric | Scenario | QA | Cloze | Question, Field(discriminator="kind")]
KINDS: dict[str, type[BaseNote]] = {kind.model_fields["kind"].default: kind for kind in get_args(get_args(Note)[0])}
"""The kinds by the name that stands in deck files, in the order in which people are told of them."""
