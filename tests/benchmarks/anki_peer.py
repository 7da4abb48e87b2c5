"""The peer: the same work on Anki's own engine. Runs in an environment and a process of its own, and is never
imported by the program: arguments are the folder, the number of cards, of due cards and of grades; prints JSON."""

import json
import sys
import time
from pathlib import Path


def main(folder: str, cards: int, due: int, grades: int) -> None:
    from anki.collection import AddNoteRequest, Collection

    path = str(Path(folder) / "collection.anki2")
    if not Path(path).exists():
        build(path, cards, due, Collection, AddNoteRequest)
        return
    found = {"open": [], "next": [], "grade": []}
    start = time.perf_counter()
    col = Collection(path)
    col.decks.select(col.decks.id("bench"))
    show(col)
    found["open"].append(time.perf_counter() - start)
    for _ in range(grades):
        start = time.perf_counter()
        queued = show(col)
        found["next"].append(time.perf_counter() - start)
        from anki.scheduler.v3 import CardAnswer

        card = col.get_card(queued.card.id)
        card.start_timer()
        start = time.perf_counter()
        answer = col.sched.build_answer(card=card, states=queued.states, rating=CardAnswer.GOOD)
        col.sched.answer_card(answer)
        found["grade"].append(time.perf_counter() - start)
    found["settings"] = [col.db.scalar("pragma journal_mode"), col.db.scalar("pragma synchronous")]
    found["peak_mb"] = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
    col.close()
    print(json.dumps(found))


def show(col):
    """The next card with the texts of its note."""
    queued = col.sched.get_queued_cards(fetch_limit=1).cards[0]
    col.get_note(queued.card.note_id).fields  # noqa: B018
    return queued


def build(path, cards, due, collection, request) -> None:
    """A collection of so many cards, of which half have a memory, so many of them due."""
    col = collection(path)
    col.set_config("fsrs", True)
    deck = col.decks.id("bench")
    config = col.decks.config_dict_for_deck_id(deck)
    config["new"].update(perDay=100, bury=False, delays=[])
    config["rev"].update(perDay=2000, bury=False)
    config["lapse"]["delays"] = []
    col.decks.update_config(config)
    basic = col.models.by_name("Basic")
    for begin in range(0, cards, 10_000):
        requests = []
        for number in range(begin, min(begin + 10_000, cards)):
            note = col.new_note(basic)
            note.fields = [f"front of card number {number}", f"back of card number {number}"]
            requests.append(request(note=note, deck_id=deck))
        col.add_notes(requests)
    ids = col.db.list("select id from cards order by id")
    today = col.sched.today
    rows = [
        (
            today - 1 - n % 7 if n < due else today + 1 + n % 60,
            10 + n % 50,
            json.dumps({"s": 5.5 + n % 40, "d": 5.0, "dr": 0.9}),
            card,
        )
        for n, card in enumerate(ids[: cards // 2])
    ]
    col.db.executemany("update cards set type=2, queue=2, reps=3, factor=2500, due=?, ivl=?, data=? where id=?", rows)
    col.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
