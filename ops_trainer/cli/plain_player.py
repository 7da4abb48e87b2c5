"""A player by lines: what the room asks is printed, an answer a line comes in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import TYPES
from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.team.typed import folded
from ops_trainer.trainer.workshops.remote import Following, Remote, harmless
from ops_trainer.trainer.workshops.reveal import outcome_lines, question_lines, text

SURE = {"!": True, "！": True, "?": False, "？": False}


def understood(line: str, type_: Type, options: int, rows: int = 0) -> Answer | None:
    """Return the answer that a line gives to a question with so many options and rows: `b`, `a c`, `2 1 3`, a word or a
    number; `!` behind it says sure, `?` not sure. None when it gives none.

    Letters and numbers name options, with or without spaces or commas between; for a match they stand in the order of
    the rows, `-` for none.
    """
    line = line.strip()
    sure = SURE.get(line[-1:])
    answer = TYPES[type_].read(line if sure is None else line[:-1], options, rows)
    return None if answer is None else replace(answer, sure=sure)


class PlainPlayer:
    """Plays one room by lines, from coming in to the misses at the end."""

    def __init__(self, remote: Remote, lang: Lang, out: Callable[[str], None]) -> None:
        self.remote, self.lang = remote, lang
        self._out = out
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._room: Mapping[str, Any] = {}
        self._said: object = None  # what was told last, so that nothing is told twice
        self._away = False
        self._following = Following(remote, self.told, self.trouble, self.over)

    def run(self, lines: Iterable[str]) -> None:
        """Play until the quiz is over, or one is taken out."""
        self._following.start()
        reader = threading.Thread(target=self._read, args=(lines,), name="workshop-answers", daemon=True)
        reader.start()
        self._done.wait()
        self._following.stop()

    def say(self, key: str, /, **params: object) -> None:
        """Print a message."""
        self.print(say(key, self.lang, **params))

    def print(self, line: str) -> None:
        """Print a line whole, whatever thread it comes from."""
        with self._lock:
            self._out(spaced(line))

    # what the room tells

    def told(self, room: Mapping[str, Any], me: Mapping[str, Any]) -> None:
        """The room changed."""
        self._room = room
        question = room.get("question") or {}
        step = (room["phase"], room["number"], question.get("ballot"))
        if step == self._said or (room["phase"] == "reveal" and "result" not in me):
            return
        self._said = step
        match room["phase"]:
            case "lobby":
                self.say("player.in", name=harmless(str(me["name"])))
            case "question":
                self._ask(room, question, me)
            case "discuss":
                self.say("player.discuss")
            case "reveal":
                for line in outcome_lines(room, me, self.lang):
                    self.print(line)
            case "standings" | "end" if "rank" in me:
                self.say("player.rank", rank=me["rank"], all=me["of"], points=me["points"])
        if room["phase"] == "end":
            self._finish()

    def _ask(self, room: Mapping[str, Any], question: Mapping[str, Any], me: Mapping[str, Any]) -> None:
        self.print("")
        self.say("player.question", number=room["number"], count=room["count"])
        for line in question_lines(question, self.lang):
            self.print(line)
        if (me.get("answers") or [None])[-1] is not None and me.get("run") == question["run"]:
            self.say("player.answered_already")
        else:
            self.say(TYPES[Type(question["type"])].hints.player_plain)

    def _finish(self) -> None:
        """The misses, and the code that takes them home."""
        try:
            review = self.remote.review()
        except Complaint as complaint:
            self.over(complaint)
            return
        misses = review["misses"]
        self.say("player.all_right" if not misses else "player.missed", n=len(misses))
        for miss in misses:
            self.print(f"{miss['number']}. {text(miss['question']['prompt'], self.lang)}")
            self.print(f"   {text(miss['reveal'].get('explanation', {}), self.lang)}")
        if misses:
            self.say("player.claim")
            url = f"{self.remote.base}/{self.remote.pin}"
            self._out(say("player.claim_command", self.lang, url=url, code=review["claim"]))
        self._done.set()

    def trouble(self, complaint: Complaint | None) -> None:
        """The line broke, or holds again."""
        if complaint is None and self._away:
            self.say("player.back")
        elif complaint is not None and not self._away:
            self.say("player.away")
        self._away = complaint is not None

    def over(self, complaint: Complaint) -> None:
        """It is over for this player."""
        self.print(complaint.in_lang(self.lang))
        self._done.set()

    # what the player says

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            if not line.strip():
                continue
            if folded(line) == "/quit":
                self._leave()
                return
            self.answer(line)

    def answer(self, line: str) -> None:
        """Take a line as the answer to the question that is open."""
        room = self._room
        question = room.get("question")
        if not question or room["phase"] != "question":
            self.say("player.nothing_open")
            return
        kind = Type(question["type"])
        given = understood(line, kind, len(question["options"]), len(question.get("rows", ())))
        if given is None:
            self.say(TYPES[kind].hints.player_plain)
            return
        try:
            kept = self.remote.answer(question["run"], question["ballot"], given, self.lang)
        except Complaint as complaint:
            self.print(complaint.in_lang(self.lang))
            return
        self.say("player.kept" if kept["new"] else "player.answered_already")

    def _leave(self) -> None:
        try:
            self.remote.leave()
        except Complaint as complaint:
            self.print(complaint.in_lang(self.lang))
        self._done.set()
