"""Run by test_quiz_kill: a child answers a quiz until it is killed, round after round, each going on where the last
was stopped. `quiz_killing.py HOME ROUNDS SEED` prints how many answers were acknowledged."""

from __future__ import annotations

import os
import random
import signal
import sys
import time

import ops_trainer
from ops_trainer.content.questions import generator  # noqa: F401  (loaded before the fork)
from ops_trainer.content.questions.answer import Answer
from ops_trainer.trainer import Trainer  # noqa: F401
from ops_trainer.trainer.quizzes import Quizzes  # noqa: F401


def answer_forever(home: str, out: int) -> None:
    with ops_trainer.open(home, learner="mei") as trainer:
        while True:
            stopped = trainer.quizzes.stopped()
            quiz = trainer.quizzes.resume(stopped[0].id) if stopped else trainer.quizzes.start(["small"], count=40)
            while quiz.question is not None:
                quiz.answer(Answer())
                os.write(out, b"answered\n")


def main(home: str, rounds: int, seed: int) -> None:
    rng = random.Random(seed)
    acknowledged = 0
    for _ in range(rounds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                answer_forever(home, writing)
            finally:
                os._exit(3)
        os.close(writing)
        with os.fdopen(reading, "rb") as lines:
            got = sum(1 for _, line in zip(range(rng.randint(0, 8)), lines, strict=False) if line.endswith(b"\n"))
            moment = time.perf_counter() + rng.random() * 0.005
            while time.perf_counter() < moment:
                pass
            os.kill(child, signal.SIGKILL)
            got += sum(1 for line in lines if line.endswith(b"\n"))
        os.waitpid(child, 0)
        acknowledged += got
    print(acknowledged)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
