"""Workshops that were held, made up, for the tests of what comes after."""

from __future__ import annotations

import random

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Number, Option, Question, Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.text import Text
from ops_trainer.workshop.results import Asked, Given, Person, Results, TeamScore
from ops_trainer.workshop.scoring import Mode


def text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


SINGLE = Question(
    "ops/pm/mission@1", "ops/pm", "ops/pm/mission", Type.SINGLE,
    text("产品运营的使命是什么？", "What is the mission of product operations?"),
    text("产品运营连接产品和用户。", "Product operations connects product and users."),
    (
        Option(text("连接产品和用户", "Connect product and users"), True, "ops/pm", text("对", "right")),
        Option(text("管理库存", "Manage stock"), False, "ops/supply", text("供应链：管理库存", "Supply chain")),
        Option(text("采购流量", "Buy traffic"), False, "ops/traffic", text("流量运营：采购流量", "Traffic: buys it")),
    ),
)  # fmt: skip
MULTIPLE = Question(
    "ops/pm/duties@1", "ops/pm", "ops/pm/mission", Type.MULTIPLE,
    text("哪些是产品运营的职责？", "Which are duties of product operations?"),
    text("收集反馈和推动改进。", "Collect feedback, drive change."),
    (
        Option(text("收集反馈", "Collect feedback"), True, "ops/pm"),
        Option(text("盘点库存", "Count stock"), False, "ops/supply", text("这是供应链的事", "That is supply chain's")),
        Option(text("推动改进", "Drive change"), True, "ops/pm"),
    ),
)  # fmt: skip
ORDER = Question(
    "ops/funnel/parts@1", "ops/funnel", "ops/funnel/part.a", Type.ORDER,
    text("按顺序排好", "Put into order"), text("获取 → 激活 → 留存", "acquire → activate → retain"),
    (Option(text("留存", "retain")), Option(text("获取", "acquire")), Option(text("激活", "activate"))),
    sequence=(1, 2, 0),
)  # fmt: skip
MATCH = Question(
    "ops/pm/match@1", "ops/pm", "ops/pm/mission", Type.MATCH, text("配对", "Match"), text("见上", "See above"),
    (Option(text("看人", "looks at people"), True, "ops/u"), Option(text("看货", "looks at goods"), True, "ops/g")),
    pairs=((text("商品运营", "Goods"), 1), (text("用户运营", "Users"), 0)),
)  # fmt: skip
TYPED = Question(
    "ops/dau/term", "ops/dau", "ops/dau/term", Type.TYPED,
    text("每天用过一次以上的人数叫什么？", "What are those called who came at least once a day?"),
    text("日活跃用户数（DAU）", "Daily active users (DAU)"),
    accepted=(text("日活跃用户", "daily active users"), text("DAU", "DAU")),
)  # fmt: skip
NUMERIC = Question(
    "ops/rate/compute@1", "ops/rate", "ops/rate/formula", Type.NUMERIC,
    text("200人来，30人买，转化率是多少？", "200 came, 30 bought: what is the conversion rate?"),
    text("30 ÷ 200", "30 ÷ 200"), number=Number(15.0, 0.05, 1, text("%", "%")),
)  # fmt: skip
POLL = Question(
    "poll/pace", "poll/pace", "poll/pace", Type.SINGLE, text("节奏怎么样？", "The pace?"), text("谢谢", "Thanks"),
    (Option(text("太快", "too fast")), Option(text("正好", "just right"))),
)  # fmt: skip
NASTY = "<script>alert(1)</script>=1+1&\"'"


def given(player: str, question: Question, answer: Answer | None, first: Answer | None = None) -> Given:
    if answer is None:
        return Given(player, None)
    found = mark_answer(question, answer)
    right = found.band is Band.RIGHT
    return Given(player, answer, found.score, right, round(found.score * 100), 4200, first)


def held(players: int = 24, seed: int = 5, names: tuple[str, ...] = ()) -> Results:
    """A workshop of all types of question and a poll, with players of very different skill."""
    rng = random.Random(seed)
    ids = [f"p{number}" for number in range(players)]
    skill = {player: rng.random() for player in ids}

    def choice(question: Question, right: tuple[int, ...], wrong: list[tuple[int, ...]], discussed: bool) -> Asked:
        lines = []
        for player in ids:
            if rng.random() < 0.08:
                lines.append(given(player, question, None))
                continue
            knows = rng.random() < skill[player]
            sure = rng.choice([True, False, None])
            first = Answer(right if knows and rng.random() < 0.7 else rng.choice(wrong), sure=sure)
            answer = Answer(right if knows else rng.choice(wrong), sure=sure)
            lines.append(given(player, question, answer, first if discussed else None))
        return Asked(question, tuple(lines), discussed=discussed)

    def typed(question: Question, right: str, wrong: list[str]) -> Asked:
        lines = []
        for player in ids:
            said = right if rng.random() < skill[player] else rng.choice(wrong)
            lines.append(given(player, question, Answer(text=said)))
        return Asked(question, tuple(lines))

    poll = tuple(Given(player, Answer((rng.randrange(2),))) for player in ids)
    asked = (
        choice(SINGLE, (0,), [(1,), (1,), (2,)], True),
        choice(MULTIPLE, (0, 2), [(0, 1), (1,), (0,)], False),
        choice(ORDER, (1, 2, 0), [(0, 1, 2), (2, 1, 0)], False),
        choice(MATCH, (1, 0), [(0, 1), (1, -1)], False),
        typed(TYPED, "DAU", ["日活", NASTY, "MAU"]),
        typed(NUMERIC, "15%", ["30", "0.15"]),
        Asked(POLL, poll, poll=True),
    )
    totals = {
        player: sum(line.points for one in asked for line in one.given if line.player == player) for player in ids
    }
    ordered = sorted(ids, key=lambda player: -totals[player])
    people = tuple(
        Person(
            player,
            names[int(player[1:])] if int(player[1:]) < len(names) else f"玩家{player[1:]}号",
            totals[player],
            1 + sum(other > totals[player] for other in totals.values()),
            "红队" if int(player[1:]) % 2 else "蓝队",
        )
        for player in ordered
    )
    teams = (TeamScore("红队", 312.5, 1), TeamScore("蓝队", 280.0, 2))
    return Results("w1", "运营岗位 · ops-roles", 1_795_000_000_000, 480, Mode.ACCURACY, people, teams, asked)
