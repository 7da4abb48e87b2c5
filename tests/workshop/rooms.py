"""Questions of every type and rooms to ask them in, for the tests of workshops."""

from __future__ import annotations

from dataclasses import replace

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Number, Option, Question, Type
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang
from ops_trainer.workshop.log import Entry
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.rules import Item, Rules, poll
from ops_trainer.workshop.state import Player


def text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def question(name: str, type_: Type, zh: str, en: str, **more: object) -> Question:
    why = text("因为获取在激活之前，激活在留存之前。", "Because people come before they try, and try before they stay.")
    return Question(f"flow/{name}/ask@1", f"flow/{name}", f"flow/{name}/meaning", type_, text(zh, en), why, **more)  # type: ignore[arg-type]


OPTIONS = (
    Option(
        text("产品运营", "Product operations"),
        True,
        "flow/product",
        text("产品运营：把产品做好", "It works on the product"),
    ),
    Option(text("用户运营", "User operations"), False, "flow/user", text("用户运营：让人留下", "It keeps people")),
    Option(text("内容运营", "Content operations"), False, "flow/content", text("内容运营：写内容", "It writes")),
)
SINGLE = question("one", Type.SINGLE, "谁改功能？", "Who changes features?", options=OPTIONS)
TRUE_FALSE = question(
    "tf",
    Type.TRUE_FALSE,
    "用户运营改功能。",
    "User operations changes features.",
    options=(
        Option(text("对", "True")),
        Option(text("错", "False"), True, None, text("不是，那是产品运营。", "No, that is product.")),
    ),
)
MULTIPLE = question(
    "many",
    Type.MULTIPLE,
    "哪些是产品运营的活？",
    "Which are duties of product operations?",
    options=(
        Option(text("拆解竞品", "Take rivals apart"), True),
        Option(text("盘点库存", "Count stock"), False, "flow/supply", text("这是供应链的活", "That is supply chain's")),
        Option(text("排优先级", "Set priorities"), True),
        Option(text("写推文", "Write posts"), False, "flow/content", text("这是内容运营的活", "That is content's")),
    ),
)
MATCH = question(
    "match",
    Type.MATCH,
    "把相配的连起来。",
    "Match them.",
    options=OPTIONS,
    pairs=(
        (text("让人留下", "Keeps people"), 1),
        (text("改功能", "Changes features"), 0),
        (text("写内容", "Writes"), 2),
    ),
)
ORDER = question(
    "order",
    Type.ORDER,
    "排好顺序。",
    "Put them in order.",
    options=(
        Option(text("留存", "Retain")),
        Option(text("获取", "Acquire")),
        Option(text("激活", "Activate")),
        Option(text("推荐", "Refer")),
    ),
    sequence=(1, 2, 0, 3),
)
TYPED = question(
    "typed",
    Type.TYPED,
    "页面被看了多少次，叫什么？",
    "What is the number of times a page was seen called?",
    accepted=(text("浏览量", "page views"), text("PV", "PV")),
    rivals=(
        Option(
            text("访客数", "visitors"), False, "flow/uv", text("访客数：来了多少人", "Visitors: how many people came")
        ),
    ),
)
NUMERIC = question(
    "number",
    Type.NUMERIC,
    "1000人来，50人买，转化率是多少？",
    "1,000 came, 50 bought: what is the conversion rate?",
    number=Number(5.0, 0.05, 1, text("%", "%")),
)
POLL = poll(
    "mood",
    text("今天状态怎么样？", "How are you today?"),
    [text("很好", "Fine"), text("一般", "So so"), text("累", "Tired")],
)
EVERY = (SINGLE, TRUE_FALSE, MULTIPLE, MATCH, ORDER, TYPED, NUMERIC)

RIGHT = {
    Type.SINGLE: Answer((0,)),
    Type.TRUE_FALSE: Answer((1,)),
    Type.MULTIPLE: Answer((0, 2)),
    Type.MATCH: Answer((1, 0, 2)),
    Type.ORDER: Answer((1, 2, 0, 3)),
    Type.TYPED: Answer(text="浏览量"),
    Type.NUMERIC: Answer(text="5"),
}
WRONG = {
    Type.SINGLE: Answer((1,)),
    Type.TRUE_FALSE: Answer((0,)),
    Type.MULTIPLE: Answer((1, 3)),
    Type.MATCH: Answer((2, 1, 0)),
    Type.ORDER: Answer((3, 0, 2, 1)),
    Type.TYPED: Answer(text="访客数"),
    Type.NUMERIC: Answer(text="95"),
}


def otherwise(asked: Question) -> Question:
    """The same question to look at, with another answer right: what may not be told apart before the reveal."""
    match asked.type:
        case Type.SINGLE | Type.TRUE_FALSE | Type.MULTIPLE:
            flags = [option.correct for option in asked.options]
            turned = [*flags[1:], flags[0]]
            options = tuple(replace(one, correct=now) for one, now in zip(asked.options, turned, strict=True))
            return replace(asked, options=options)
        case Type.MATCH:
            places = [place for _, place in asked.pairs]
            turned_pairs = zip(asked.pairs, [*places[1:], places[0]], strict=True)
            return replace(asked, pairs=tuple((left, place) for (left, _), place in turned_pairs))
        case Type.ORDER:
            return replace(asked, sequence=asked.sequence[::-1])
        case Type.TYPED:
            return replace(asked, accepted=(text("留存率", "retention"),))
    return replace(asked, number=Number(7.5, 0.05, 1, text("%", "%")))


class Table:
    """A room with its log, and a clock in milliseconds that stands until it is moved."""

    def __init__(self, *questions: Question | Item, **rules: object) -> None:
        self.now = 1_000_000
        self.log: list[Entry] = []
        items = [one if isinstance(one, Item) else Item(one) for one in questions or (SINGLE, MULTIPLE)]
        self.room = Room.open(self.now, "r1", "123456", "t", Rules(**rules), items, self.log.append)  # type: ignore[arg-type]

    def later(self, ms: int) -> int:
        self.now += ms
        return self.now

    def join(self, *names: str, lang: Lang = "zh") -> list[Player]:
        return [
            self.room.join(self.now, name, lang=lang, token=f"hash of {name}", claim=f"code-{name}") for name in names
        ]

    def next(self, times: int = 1) -> None:
        for _ in range(times):
            self.room.next(self.now)

    def answer(self, player: Player, given: Answer, *, after: int = 0) -> bool:
        """Answer the open vote; whether it was new."""
        self.later(after)
        run = self.room.runs[-1]
        return self.room.accept_vote(self.now, player.id, run.number, run.ballot.number, given)[1]

    def points(self) -> dict[str, int]:
        return {place.name: place.points for place in self.room.standings.places}
