"""What came out of a workshop: who gave what to the questions that counted, and the figures of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.marking.signs import counted_as
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import ARRANGED, CHOICE, mark_answer, of
from ops_trainer.workshop.analysis import Confidence, Statistics, analyse, confidence
from ops_trainer.workshop.runs import Run
from ops_trainer.workshop.scoring import Mode
from ops_trainer.workshop.standings import Standings, band, score
from ops_trainer.workshop.state import State

MOST_WRITTEN = 6  # of the answers written to a question, so many are listed


@dataclass(frozen=True, slots=True)
class Given:
    """What one player, who was in the room for a question, gave to it.

    `answer` is None when they left it open; `first` is their answer before the discussion, None where there was none.
    `score` is 0 to 1, `points` what it brought, `took_ms` the time it took by the server's clock.
    """

    player: str
    answer: Answer | None
    score: float = 0.0
    right: bool = False
    points: int = 0
    took_ms: int | None = None
    first: Answer | None = None

    @property
    def sure(self) -> bool | None:
        """Whether they said that they were sure, or not sure; None when they said nothing of it."""
        return self.answer.sure if self.answer is not None else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and what was given to it. A poll has no right answer."""

    question: Question
    given: tuple[Given, ...]
    poll: bool = False
    discussed: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A player: `rank` counts from 1, the same for equal points."""

    id: str
    name: str
    points: int
    rank: int
    team: str = ""


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A team, its points and its rank."""

    name: str
    points: float
    rank: int


@dataclass(frozen=True, slots=True)
class Results:
    """A workshop that was held. `at` is UTC in milliseconds, `utc_offset` in minutes."""

    id: str
    title: str
    at: int
    utc_offset: int
    mode: Mode
    people: tuple[Person, ...]
    teams: tuple[TeamScore, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """One question in figures: `place` from 1; of `there` players `answered` gave an answer and `right` a right one.

    `chosen` counts each option as often as it was chosen, `chosen_first` the same before the discussion (empty where
    there was none); for match and order the first counts rows or places that were right. `written` are the answers
    most often written, counted together where marking takes them for the same. `statistics` is None for polls and
    under ten players.
    """

    place: int
    asked: Asked
    there: int
    answered: int
    right: int
    right_first: int
    chosen: tuple[int, ...]
    chosen_first: tuple[int, ...]
    written: tuple[tuple[str, int], ...]
    statistics: Statistics | None
    confidence: Confidence

    @property
    def question(self) -> Question:
        """The question itself."""
        return self.asked.question

    @property
    def share(self) -> float:
        """The share of those in the room who were right, 0 when nobody was there."""
        return self.right / self.there if self.there else 0.0


def figures(results: Results) -> list[Figures]:
    """Return all questions in figures, in the order in which they were asked."""
    graded = [asked for asked in results.asked if not asked.poll]
    found = analyse([{given.player: given.score for given in asked.given} for asked in graded])
    statistics = {id(asked): one for asked, one in zip(graded, found, strict=True)}
    return [figure(place, asked, statistics.get(id(asked))) for place, asked in enumerate(results.asked, 1)]


def hardest(found: Iterable[Figures], count: int = 3) -> list[Figures]:
    """Return the questions that the smallest share got right, hardest first; those that everybody got right are
    none."""
    graded = [one for one in found if not one.asked.poll and one.there and one.right < one.there]
    return sorted(graded, key=lambda one: (one.share, one.place))[:count]


def figure(place: int, asked: Asked, statistics: Statistics | None = None) -> Figures:
    """Return one question in figures."""
    answers = [given.answer for given in asked.given if given.answer is not None]
    firsts = [given.first for given in asked.given if given.first is not None]
    return Figures(
        place=place,
        asked=asked,
        there=len(asked.given),
        answered=len(answers),
        right=0 if asked.poll else sum(given.right for given in asked.given),
        right_first=0 if asked.poll or not firsts else _right_first(asked),
        chosen=counts(asked.question, answers),
        chosen_first=counts(asked.question, firsts) if firsts else (),
        written=written(answers),
        statistics=statistics,
        confidence=confidence((given.sure, given.right) for given in asked.given if given.answer is not None)
        if not asked.poll
        else Confidence(),
    )


def _right_first(asked: Asked) -> int:
    firsts = (given.first for given in asked.given if given.first is not None)
    return sum(mark_answer(asked.question, first).band is Band.RIGHT for first in firsts)


def counts(question: Question, answers: Iterable[Answer]) -> tuple[int, ...]:
    """Return how often each option was chosen; for match how often each row was right, for order each place."""
    wanted = of(question).right_choice(question)
    if question.type not in ARRANGED:
        tally = Counter(place for answer in answers for place in set(answer.chosen))
        return tuple(tally.get(place, 0) for place in range(len(question.options)))
    found = [0] * len(wanted)
    for answer in answers:
        for place, (given, right) in enumerate(zip(answer.chosen, wanted, strict=False)):
            found[place] += given == right
    return tuple(found)


def written(answers: Iterable[Answer]) -> tuple[tuple[str, int], ...]:
    """Return the texts most often written, each as it was first written, with how many wrote it."""
    tally: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for answer in answers:
        text = " ".join(answer.text.split())
        if text:
            tally[counted_as(text)] += 1
            shown.setdefault(counted_as(text), text)
    return tuple((shown[key], count) for key, count in tally.most_common(MOST_WRITTEN))


def most_tempting(question: Question, chosen: Sequence[int]) -> int | None:
    """Return the place of the wrong option that was chosen most often; None where nobody chose one."""
    if question.type not in CHOICE:
        return None
    wrong = [
        (count, place)
        for place, count in enumerate(chosen)
        if count and place < len(question.options) and not question.options[place].correct
    ]
    return max(wrong, key=lambda one: (one[0], -one[1]))[1] if wrong else None


def outcome(room: State, utc_offset: int, standings: Standings | None = None) -> Results:
    """Return the results of a room as it stands. Questions that were passed over are left out, and players sent out
    too.

    `utc_offset` is the facilitator's, in minutes.
    """
    found = standings or Standings(room)
    people = tuple(
        Person(place.player, place.name, place.points, place.rank, team_name(place.team)) for place in found.places
    )
    return Results(
        id=room.id,
        title=room.title,
        at=room.opened,
        utc_offset=utc_offset,
        mode=room.rules.mode,
        people=people,
        teams=tuple(TeamScore(team_name(team.team), team.points, team.rank) for team in found.teams),
        asked=tuple(asked(room, run, found) for run in room.runs if run.revealed and not run.passed),
    )


def asked(room: State, run: Run, standings: Standings) -> Asked:
    """Return one question with what everyone who was there gave to it, in the order in which they came in."""
    points = standings.by_run.get(run.number, {})
    members = run.there
    there = [player for player in room.players.values() if player.id in members and not player.gone]
    return Asked(
        run.item.question,
        tuple(_given(run, player.id, points.get(player.id, 0)) for player in there),
        poll=run.item.poll,
        discussed=len(run.ballots) > 1,
    )


def team_name(team: int | None) -> str:
    """Return a team's name: its number from 1, as phones and projector show it; "" for who has none."""
    return "" if team is None else str(team + 1)


def _given(run: Run, player: str, points: int) -> Given:
    reply = run.reply(player)
    first = run.ballots[0].replies.get(player) if len(run.ballots) > 1 else None
    return Given(
        player=player,
        answer=reply.answer if reply is not None else None,
        score=score(run, player) or 0.0,
        right=band(run, player) is Band.RIGHT,
        points=points,
        took_ms=reply.took if reply is not None else None,
        first=first.answer if first is not None else None,
    )
