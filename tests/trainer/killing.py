"""Run by test_kill: children that grade until they are killed, or race each other, on one home.

`killing.py kill HOME ROUNDS SEED` kills a child at a random moment in each round and prints what was acknowledged;
`killing.py race HOME EACH` lets two children grade so many cards each.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

import ops_trainer
from ops_trainer.content import files as library  # noqa: F401  (loaded before the fork, like all that opening needs)
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer  # noqa: F401


def grade_forever(home: str, out: int) -> None:
    with ops_trainer.open(home, learner="mei") as trainer:
        while True:
            session = trainer.study(["small"], new_limit=500, review_limit=500)
            while card := session.card:
                session.grade(Rating.AGAIN, 10)
                os.write(out, f"{card.id}\n".encode())


def kill(home: str, rounds: int, seed: int) -> None:
    rng = random.Random(seed)
    acknowledged = 0
    for _ in range(rounds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                grade_forever(home, writing)
            finally:
                os._exit(3)
        os.close(writing)
        wanted = rng.randint(0, 12)
        with os.fdopen(reading, "rb") as lines:
            got = sum(1 for _, line in zip(range(wanted), lines, strict=False) if line.endswith(b"\n"))
            moment = time.perf_counter() + rng.random() * 0.003
            while time.perf_counter() < moment:
                pass
            os.kill(child, signal.SIGKILL)
            got += sum(1 for line in lines if line.endswith(b"\n"))
        os.waitpid(child, 0)
        acknowledged += got
    print(acknowledged)


def race(home: str, each: int) -> None:
    children = []
    for number in range(2):
        child = os.fork()
        if child == 0:
            try:
                with ops_trainer.open(home, learner="mei") as trainer:
                    session = trainer.study(["small"], new_limit=500, review_limit=500)
                    for _ in range(each):
                        session.grade(Rating.AGAIN, number)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    print(2 * each)


if __name__ == "__main__":
    if sys.argv[1] == "kill":
        kill(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        race(sys.argv[2], int(sys.argv[3]))
