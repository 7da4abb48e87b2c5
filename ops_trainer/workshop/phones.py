"""What phones are told: the room for all of them, and each player's own part with what they missed. Nothing that gives
the answer away before the reveal is in either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.json_form import dump_text
from ops_trainer.content.questions.question import Question
from ops_trainer.content.questions.types import CHOICE, WRITTEN, of
from ops_trainer.content.questions.view import verdict_of
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.runs import Reply, Run
from ops_trainer.workshop.standings import band, score
from ops_trainer.workshop.state import Phase, State
from ops_trainer.workshop.tally import tally

TOP = 5  # places that are shown to everybody


def room_document(room: Room, rev: int | None = None) -> dict[str, Any]:
    """Return the room for all phones, as JSON values. Times are the server's, UTC in milliseconds; `rev` is the entry
    that last changed something in it (the room's last one when it is not given)."""
    run = room.run
    document: dict[str, Any] = {
        "rev": room.seq if rev is None else rev,
        "phase": room.phase.value,
        "title": room.title,
        "mode": room.rules.mode.value,
        "text": room.rules.text,
        "teams": room.rules.teams,
        "players": room.here,
        "number": 0 if run is None else run.number,
        "count": len(room.items),
    }
    if run is not None and room.phase in (Phase.QUESTION, Phase.DISCUSS, Phase.REVEAL):
        ballot = run.ballot
        document["question"] = {"run": run.number, "ballot": ballot.number, **question_document(run)}
        document["open"] = room.is_open
        document["limit"] = ballot.limit
        document["ends"] = ballot.ends
        if room.paused is not None:
            document["paused"] = True
            document["left"] = None if ballot.ends is None else max(ballot.ends - room.paused, 0)
    if run is not None and room.phase is Phase.REVEAL:
        document["reveal"] = reveal_document(run)
    if room.phase in (Phase.STANDINGS, Phase.END):
        document["top"] = [[place.rank, place.name, place.points] for place in room.standings.places[:TOP]]
        document["team_top"] = [[place.rank, place.team, place.points] for place in room.standings.teams]
    return document


def question_document(run: Run) -> dict[str, Any]:
    """Return a question as it is asked: no ids (they name the note), nothing of what is right."""
    question = run.item.question
    document: dict[str, Any] = {
        "type": question.type.value,
        "poll": run.item.poll,
        "prompt": dump_text(question.prompt),
        "options": [dump_text(option.text) for option in question.options],
    }
    if question.pairs:
        document["rows"] = [dump_text(left) for left, _ in question.pairs]
    if question.number is not None and question.number.unit is not None:
        document["unit"] = dump_text(question.number.unit)
    return document


def reveal_document(run: Run) -> dict[str, Any]:
    """Return what the reveal tells: the right answer in words and by its parts, why, what each option really is, how
    all voted (a list a vote)."""
    question = run.item.question
    tallies = [tally(run, ballot) for ballot in run.ballots]
    document: dict[str, Any] = {
        "answered": [found.answered for found in tallies],
        "counts": [list(found.options) for found in tallies] if question.type in CHOICE else [],
    }
    if run.item.poll:
        return document
    document["answer"] = {lang: of(question).right_in_words(question, lang) for lang in question.prompt.langs}
    document["right"] = [found.right for found in tallies]
    document["explanation"] = dump_text(question.explanation)
    document["whys"] = [None if option.why is None else dump_text(option.why) for option in question.options]
    document.update(of(question).right_document(question, dump_text))
    return document


def own_document(room: Room, player_id: str) -> dict[str, Any]:
    """Return a player's own part: who they are, what they answered, their points so far, and how an answer came out
    once that is revealed."""
    player, run = room.players[player_id], room.run
    document: dict[str, Any] = {"id": player.id, "name": player.name, "team": player.team, "left": player.left}
    if run is not None:
        replies = [ballot.replies.get(player_id) for ballot in run.ballots]
        document["run"] = run.number
        document["answers"] = [None if reply is None else answer_document(reply.answer) for reply in replies]
        if room.phase is Phase.REVEAL:
            document["result"] = _result(room, run, player_id)
    if run is not None and (place := room.standings.of.get(player_id)) is not None:
        document["points"] = place.points
        document["rank"] = place.rank
        document["of"] = len(room.standings.places)
        document["right"] = place.right
        document["asked"] = place.asked
    if room.phase is Phase.END:
        document["claim"] = player.claim
        document["misses"] = len(misses(room, player_id))
    return document


def review_document(room: Room, player_id: str) -> dict[str, Any]:
    """Return a player's misses with what was asked, what is right and why, and the code that takes them home."""
    found = [
        {
            "number": miss.run.number,
            "score": miss.score,
            "answer": None if miss.reply is None else answer_document(miss.reply.answer),
            "question": question_document(miss.run),
            "reveal": reveal_document(miss.run),
            **_wrong_document(miss.run.item.question, miss.reply),
        }
        for miss in misses(room, player_id)
    ]
    return {"claim": room.players[player_id].claim, "misses": found}


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON values, every field there."""
    return {"chosen": list(answer.chosen), "text": answer.text, "sure": answer.sure}


def _wrong_document(question: Question, reply: Reply | None) -> dict[str, Any]:
    """Return what the wrongly chosen really is, unless the explanation says it; `taken` tells it of a typed answer."""
    if reply is None or reply.mark is None:
        return {"wrong": [], "taken": None}
    chosen = of(question).wrong_choices(question, reply.answer, reply.mark)
    wrong = [
        {"option": one.option, "what": dump_text(one.what)}
        for one in chosen
        if one.what is not None and one.what != question.explanation
    ]
    return {"wrong": wrong, "taken": wrong[0]["what"] if wrong and question.type in WRITTEN else None}


def _read_as(question: Question, reply: Reply | None) -> dict[str, Any] | None:
    """Return what a number was read as, where it was typed in another form."""
    found = of(question).read_as(question, reply.answer) if reply is not None else None
    return None if found is None else dump_text(found)


def _result(room: Room, run: Run, player: str) -> dict[str, Any] | None:
    """Return how a player's answer came out; None in a poll and for one who was not there."""
    if run.item.poll or player not in run.there:
        return None
    came_out, worth = band(run, player), score(run, player)
    return {
        "score": worth,
        "band": None if came_out is None else came_out.value,
        "verdict": verdict_of(came_out, worth or 0.0).value,
        "gained": room.standings.by_run.get(run.number, {}).get(player, 0),
        "streak": room.standings.streaks.get(player, 0),
        "read_as": _read_as(run.item.question, run.reply(player)),
        **_wrong_document(run.item.question, run.reply(player)),
    }


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that a player was there for and did not get wholly right; `reply` is None when they left it open."""

    run: Run
    reply: Reply | None
    score: float


def misses(room: State, player: str) -> list[Miss]:
    """Return a player's misses, in the order asked."""
    found = []
    for run in room.runs:
        worth = score(run, player) or 0.0
        if run.counts and player in run.there and worth < 1:
            found.append(Miss(run, run.reply(player), worth))
    return found


def claim_document(room: State, player: str) -> dict[str, Any]:
    """Return a player's misses as JSON values: what `workshop claim` turns into due cards.

    `at` is when the question was answered, or closed, in UTC milliseconds.
    """
    lines = []
    for miss in misses(room, player):
        question, reply = miss.run.item.question, miss.reply
        line: dict[str, Any] = {
            "run": miss.run.number,
            "question": question.id,
            "type": question.type.value,
            "card": question.card,
            "note": question.note,
            "score": round(miss.score, 4),
            "at": reply.at if reply is not None else miss.run.ballot.closed,
        }
        if reply is not None and reply.answer.sure is not None:
            line["sure"] = reply.answer.sure
        if reply is not None and reply.mark is not None and reply.mark.taken_for:
            line["taken_for"] = list(reply.mark.taken_for)
        lines.append(line)
    return {"workshop": room.id, "title": room.title, "player": room.players[player].name, "misses": lines}
