"""What a player in the terminal is shown, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Lang
from ops_trainer.trainer.workshops.remote import harmless
from ops_trainer.trainer.workshops.reveal import outcome_lines, text, verdict
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops.remote import Remote

Document = Mapping[str, Any]
VERDICTS = {"right": "$success", "partly": "$warning", "judge": "$warning", "wrong": "$error", "missed": "$text-muted"}


def status(room: Document, me: Document, say: Say) -> str:
    """Name, question number and points, for the title bar."""
    parts = [harmless(str(me.get("name", "")))]
    if me.get("team") is not None:
        parts.append(say("host.team", team=me["team"] + 1))
    if room["number"]:
        parts.append(f"{room['number']}/{room['count']}")
    if "points" in me:
        parts.append(say("player.points", n=me["points"]))
    return " · ".join(parts)


def left(room: Document, now: int) -> int | None:
    """Milliseconds to answer; None without a limit or when no vote is open."""
    if room["phase"] != "question" or not room.get("open") or room.get("ends") is None:
        return None
    found = room["left"] if room.get("paused") else room["ends"] - now
    return max(int(found), 0)


def clock(ms: int, paused: bool, say: Say) -> Content:
    """The time that is left."""
    if paused:
        return Content.styled(say("host.paused"), "bold $warning")
    return Content.styled(say("host.seconds", n=-(-ms // 1000)), "bold $error" if ms <= 5000 else "bold")


def told(room: Document, me: Document, review: Document | None, remote: Remote, say: Say, lang: Lang) -> Content:
    """What the room shows now."""
    match room["phase"]:
        case "lobby":
            name = harmless(str(me.get("name", "")))
            return Content(say("player.in", name=name) + "\n\n" + say("host.there", n=room["players"]))
        case "question":
            return _asked(room, me, say, lang)
        case "discuss":
            return Content.assemble((say("player.discuss"), "bold $accent"), "\n\n", _prompt(room, lang))
        case "reveal":
            return _revealed(room, me, lang)
        case "standings":
            return _standings(room, me, say)
    return _ended(room, me, review, remote, say, lang)


def _prompt(room: Document, lang: Lang) -> Content:
    return Content.styled(spaced(text(room["question"]["prompt"], lang)), "bold")


def _asked(room: Document, me: Document, say: Say, lang: Lang) -> Content:
    question = room["question"]
    lines = [_prompt(room, lang)]
    if question["poll"]:
        lines.append(Content.styled(say("host.hint_poll"), "$text-muted"))
    answers = me.get("answers") or []
    if me.get("run") == question["run"] and len(answers) >= question["ballot"] and answers[question["ballot"] - 1]:
        lines += [Content(), Content.styled(say("player.kept"), "bold $success")]
    elif not room["open"]:
        lines += [Content(), Content.styled(say("host.closed"), "bold $accent")]
    return Content("\n").join(lines)


def _revealed(room: Document, me: Document, lang: Lang) -> Content:
    lines = [spaced(line) for line in outcome_lines(room, me, lang)]
    style = "bold $accent"
    if not room["question"]["poll"]:
        style = f"bold {VERDICTS[verdict(me)]}"
    head = Content.styled(lines[0], style)
    return Content("\n\n").join([_prompt(room, lang), head, *(Content(line) for line in lines[1:])])


def _standings(room: Document, me: Document, say: Say) -> Content:
    lines = []
    if "rank" in me:
        lines.append(Content.styled(say("player.rank", rank=me["rank"], all=me["of"], points=me["points"]), "bold"))
        lines.append(Content())
    for rank, team, points in room.get("team_top") or ():
        lines.append(Content(f"{rank:>3}  {say('host.team', team=team + 1)}  {points}"))
    for rank, name, points in room.get("top") or ():
        lines.append(Content(f"{rank:>3}  {harmless(str(name))}  {points}"))
    return Content("\n").join(lines)


def _ended(room: Document, me: Document, review: Document | None, remote: Remote, say: Say, lang: Lang) -> Content:
    lines = [_standings(room, me, say), Content()]
    if review is None:
        return Content("\n").join(lines)
    misses = review["misses"]
    if not misses:
        return Content("\n").join([*lines, Content.styled(say("player.all_right"), "bold $success")])
    command = say("player.claim_command", url=f"{remote.base}/{remote.pin}", code=review["claim"])
    lines += [Content.styled(say("player.claim"), "bold $accent"), Content(command), Content()]
    lines.append(Content.styled(say("player.missed", n=len(misses)), "bold"))
    for miss in misses:
        prompt = spaced(text(miss["question"]["prompt"], lang))
        why = spaced(text(miss["reveal"].get("explanation") or {}, lang))
        lines += [Content(), Content.styled(f"{miss['number']}. {prompt}", "bold"), Content(why)]
    return Content("\n").join(lines)
