"""What may be done in a room, and what comes of it."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.locale import LANGS, Complaint, say
from ops_trainer.workshop.lead import lead, remaining
from ops_trainer.workshop.log import Kind
from ops_trainer.workshop.phones import claim_document, misses, own_document, review_document, room_document
from ops_trainer.workshop.report import page
from ops_trainer.workshop.results import outcome
from ops_trainer.workshop.room import Room
from ops_trainer.workshop.rules import Item, Rules
from ops_trainer.workshop.runs import GRACE_MS
from ops_trainer.workshop.scoring import MODES, Mode, points
from ops_trainer.workshop.state import Phase
from ops_trainer.workshop.tally import tally
from tests.workshop.rooms import (
    EVERY,
    MULTIPLE,
    NUMERIC,
    POLL,
    RIGHT,
    SINGLE,
    TRUE_FALSE,
    TYPED,
    WRONG,
    Table,
)


def refused(key: str) -> AbstractContextManager[object]:
    return pytest.raises(Complaint, check=lambda error: error.key == f"workshop.{key}")


def test_the_usual_way_leads_from_the_lobby_to_the_end() -> None:
    table = Table(SINGLE, POLL, MULTIPLE)
    table.join("王")
    phases = [table.room.phase]
    while table.room.phase is not Phase.END:
        table.next()
        phases.append(table.room.phase)
    question, reveal, standings = Phase.QUESTION, Phase.REVEAL, Phase.STANDINGS
    assert phases == [Phase.LOBBY, question, reveal, standings, question, reveal, question, reveal, Phase.END]
    with refused("over"):
        table.next()


def test_a_discussion_leads_to_a_second_vote_and_both_are_kept() -> None:
    table = Table(SINGLE)
    first, second, third = table.join("甲", "乙", "丙")
    table.next()
    table.answer(first, WRONG[Type.SINGLE])
    table.answer(second, RIGHT[Type.SINGLE])
    table.answer(third, WRONG[Type.SINGLE])
    table.room.discuss(table.now)
    assert table.room.phase is Phase.DISCUSS
    (late,) = table.join("丁")
    with refused("too_late"):
        table.room.accept_vote(table.now, late.id, 1, 1, RIGHT[Type.SINGLE])
    table.next()
    assert (table.room.phase, table.room.runs[-1].ballot.number) == (Phase.QUESTION, 2)
    table.answer(first, RIGHT[Type.SINGLE])
    table.next()
    run = table.room.runs[0]
    assert [tally(run, ballot).options for ballot in run.ballots] == [(1, 2, 0), (1, 0, 0)]
    # The second vote counts; who did not take part in it keeps the first.
    assert table.points() == {"甲": 100, "乙": 100, "丙": 0, "丁": 0}


def test_a_vote_is_discussed_once_and_a_poll_never() -> None:
    table = Table(SINGLE, POLL)
    table.join("甲")
    table.next()
    table.room.discuss(table.now)
    table.next()
    with refused("not_now"):
        table.room.discuss(table.now)
    table.next(3)
    with refused("not_now"):
        table.room.discuss(table.now)


def test_accuracy_knows_no_time_and_ties_stay_ties() -> None:
    table = Table(SINGLE, seconds=20)
    fast, slow, wrong = table.join("快", "慢", "错")
    table.next()
    table.answer(fast, RIGHT[Type.SINGLE], after=10)
    table.answer(slow, RIGHT[Type.SINGLE], after=19_000)
    table.answer(wrong, WRONG[Type.SINGLE])
    table.next()
    assert [(place.name, place.rank, place.points) for place in table.room.standings.places] == [
        ("快", 1, 100),
        ("慢", 1, 100),
        ("错", 3, 0),
    ]


@pytest.mark.parametrize(("after", "points"), [(0, 1000), (2_000, 950), (10_000, 750), (20_000, 500), (20_500, 500)])
def test_speed_gives_what_the_formula_says(after: int, points: int) -> None:
    table = Table(SINGLE, mode=Mode.SPEED, seconds=20)
    (player,) = table.join("甲")
    table.next()
    table.answer(player, RIGHT[Type.SINGLE], after=after)
    table.next()
    assert table.points() == {"甲": points}


def test_a_pause_stops_the_clock_of_the_formula_too() -> None:
    table = Table(SINGLE, mode=Mode.SPEED, seconds=20)
    (player,) = table.join("甲")
    table.next()
    table.room.pause(table.later(2_000))
    with refused("paused"):
        table.answer(player, RIGHT[Type.SINGLE], after=60_000)
    assert remaining(table.room, table.now) == 18_000
    table.room.pause(table.now)
    table.answer(player, RIGHT[Type.SINGLE], after=2_000)
    table.next()
    assert table.points() == {"甲": 900}


def test_more_time_changes_no_points_and_opens_a_vote_that_was_over() -> None:
    table = Table(SINGLE, mode=Mode.SPEED, seconds=20)
    early, late, _ = table.join("早", "晚", "无")
    table.next()
    table.answer(early, RIGHT[Type.SINGLE], after=10_000)
    table.room.more(table.now)
    assert remaining(table.room, table.now) == 20_000
    assert table.room.tick(table.later(20_000 + GRACE_MS + 1)) is not None
    with refused("too_late"):
        table.answer(late, RIGHT[Type.SINGLE])
    table.room.more(table.now)
    assert remaining(table.room, table.now) == 10_000
    table.answer(late, RIGHT[Type.SINGLE])
    table.next()
    assert table.points() == {"早": 750, "晚": 500, "无": 0}


def test_streaks_count_only_where_they_are_asked_for() -> None:
    for streaks, earned in ((False, 300), (True, 300 + 50 + 100)):
        table = Table(SINGLE, TRUE_FALSE, NUMERIC, streaks=streaks)
        (player,) = table.join("甲")
        for question in (SINGLE, TRUE_FALSE, NUMERIC):
            table.next()
            table.answer(player, RIGHT[question.type])
            table.next(2)
        assert table.points() == {"甲": earned}


def test_a_part_of_an_answer_brings_a_part_of_the_points() -> None:
    table = Table(MULTIPLE)
    (player,) = table.join("甲")
    table.next()
    table.answer(player, Answer((0,)))
    table.next()
    assert table.points() == {"甲": 50}


def test_a_poll_brings_no_points_and_sureness_never_does() -> None:
    table = Table(POLL, SINGLE)
    sure, unsure = table.join("甲", "乙")
    table.next()
    table.answer(sure, Answer((0,)))
    table.next(2)
    table.answer(sure, Answer((0,), sure=True))
    table.answer(unsure, Answer((0,), sure=False))
    table.next()
    assert table.points() == {"甲": 100, "乙": 100}
    found = tally(table.room.runs[1], table.room.runs[1].ballot)
    assert (found.sure, found.sure_wrong) == (1, 0)
    assert tally(table.room.runs[0], table.room.runs[0].ballot).options == (1, 0, 0)


def test_teams_are_filled_evenly_and_size_is_no_advantage() -> None:
    table = Table(SINGLE, teams=2)
    one, two, three = table.join("甲", "乙", "丙")
    assert [one.team, two.team, three.team] == [0, 1, 0]
    table.next()
    table.answer(one, RIGHT[Type.SINGLE])
    table.answer(two, RIGHT[Type.SINGLE])
    table.answer(three, WRONG[Type.SINGLE])
    table.next()
    assert [(place.team, place.rank, place.points, place.members) for place in table.room.standings.teams] == [
        (1, 1, 100, 1),
        (0, 2, 50, 2),
    ]


def test_who_comes_late_has_what_is_open_and_misses_nothing_before() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    (early,) = table.join("早")
    table.next()
    table.answer(early, RIGHT[Type.SINGLE])
    table.next()
    (late,) = table.join("晚")
    table.next(2)
    table.answer(late, WRONG[Type.TRUE_FALSE])
    table.next()
    assert [miss.run.number for miss in misses(table.room, late.id)] == [2]
    place = table.room.standings.of[late.id]
    assert (place.asked, place.right) == (1, 0)


def test_leaving_keeps_the_points_and_coming_back_goes_on() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    player, other = table.join("甲", "乙")
    table.next()
    table.answer(player, RIGHT[Type.SINGLE])
    table.next()
    table.room.leave(table.now, player.id)
    assert table.room.leave(table.now, player.id) is None
    assert table.room.here == 1
    table.next(2)
    table.answer(other, RIGHT[Type.TRUE_FALSE])
    assert table.room.everyone_answered
    table.room.come_back(table.now, player.id)
    assert not table.room.everyone_answered
    table.answer(player, RIGHT[Type.TRUE_FALSE])
    table.next()
    assert table.points() == {"甲": 200, "乙": 100}


def test_who_is_sent_out_is_out_and_their_name_stays_taken() -> None:
    table = Table(SINGLE)
    bad, good = table.join("坏人", "好人")
    table.next()
    table.answer(bad, RIGHT[Type.SINGLE])
    table.room.kick(table.now, bad.id)
    with refused("kicked"):
        table.room.who(bad.token)
    with refused("name_taken"):
        table.join("坏人")
    with refused("no_player"):
        table.room.knock(table.now, "k", "坏人", lang="zh", token="x")
    with refused("no_player"):
        table.room.kick(table.now, bad.id)
    table.next()
    assert table.points() == {"好人": 0}
    assert good.id in table.room.standings.of


def test_a_locked_or_full_room_lets_nobody_in() -> None:
    table = Table(SINGLE, max_players=2)
    table.join("甲")
    table.room.lock(table.now)
    with refused("locked"):
        table.join("乙")
    table.room.lock(table.now, False)
    table.join("乙")
    with refused("full"):
        table.join("丙")


def test_coming_and_going_does_not_fill_a_room_without_end() -> None:
    table = Table(SINGLE, max_players=2)
    with refused("full"):
        for number in range(100):
            table.room.leave(table.now, table.join(f"名字{number}")[0].id)
    assert len(table.room.players) == 6


def test_a_lost_name_comes_back_with_the_facilitators_yes_and_the_old_token_is_void() -> None:
    table = Table(SINGLE)
    player, _ = table.join("小王", "小李")
    table.next()
    table.answer(player, RIGHT[Type.SINGLE])
    table.room.knock(table.now, "k1", "小王", lang="en", token="new")
    with refused("knocked"):
        table.room.knock(table.now, "k2", "小王", lang="en", token="thief")
    with refused("unknown_token"):
        table.room.who("new")
    table.room.admit(table.now, "k1", True)
    assert table.room.who("new").id == player.id
    with refused("unknown_token"):
        table.room.who("hash of 小王")
    assert own_document(table.room, player.id)["answers"] == [{"chosen": [0], "text": "", "sure": None}]
    table.room.knock(table.now, "k3", "小李", lang="en", token="no")
    table.room.admit(table.now, "k3", False)
    with refused("unknown_token"):
        table.room.who("no")
    with refused("no_knock"):
        table.room.admit(table.now, "k3", True)


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.type.value)
def test_every_type_is_answered_right_and_wrong(question: Question) -> None:
    table = Table(question)
    right, wrong, silent = table.join("对", "错", "无")
    table.next()
    assert table.answer(right, RIGHT[question.type])
    assert table.answer(wrong, WRONG[question.type])
    table.next()
    assert table.points() == {"对": 100, "错": 0, "无": 0}
    found = tally(table.room.runs[0], table.room.runs[0].ballot)
    assert (found.answered, found.right, found.wrong) == (2, 1, 1)
    for player, count in ((right, 0), (wrong, 1), (silent, 1)):
        assert len(review_document(table.room, player.id)["misses"]) == count
        assert [line["card"] for line in claim_document(table.room, player.id)["misses"]] == [question.card] * count


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (SINGLE, Answer()),
        (SINGLE, Answer((3,))),
        (SINGLE, Answer((-1,))),
        (SINGLE, Answer((0, 1))),
        (SINGLE, Answer((0,), "text")),
        (MULTIPLE, Answer()),
        (MULTIPLE, Answer((0, 0))),
        (MULTIPLE, Answer((4,))),
        (EVERY[3], Answer((0, 1))),
        (EVERY[3], Answer((0, 1, 3))),
        (EVERY[3], Answer((-2, 0, 1))),
        (EVERY[4], Answer((0, 1, 2))),
        (EVERY[4], Answer((0, 0, 1, 2))),
        (TYPED, Answer(text="  ")),
        (TYPED, Answer((0,), "a")),
        (TYPED, Answer(text="a" * 121)),
        (TYPED, Answer(text="a\u202eb")),
        (NUMERIC, Answer()),
    ],
)
def test_answers_that_do_not_fit_are_refused(question: Question, given: Answer) -> None:
    table = Table(question)
    (player,) = table.join("甲")
    table.next()
    with refused("bad_answer"):
        table.answer(player, given)
    assert table.room.runs[0].ballot.replies == {}


@pytest.mark.parametrize("text", ["很多", "5到6%", "5 cats"])
def test_a_number_that_can_not_be_read_is_asked_for_again(text: str) -> None:
    table = Table(NUMERIC)
    (player,) = table.join("甲")
    table.next()
    with pytest.raises(Complaint, check=lambda error: error.key == "quiz.no_number"):
        table.answer(player, Answer(text=text))
    assert table.room.runs[0].ballot.replies == {}
    assert table.answer(player, Answer(text="5%"))


def test_answers_too_early_too_late_or_to_another_question_are_refused() -> None:
    table = Table(SINGLE, TRUE_FALSE, seconds=10)
    player, _ = table.join("甲", "乙")
    with refused("too_early"):
        table.room.accept_vote(table.now, player.id, 1, 1, RIGHT[Type.SINGLE])
    table.next()
    for run, ballot in ((2, 1), (1, 2)):
        with refused("too_early"):
            table.room.accept_vote(table.now, player.id, run, ballot, RIGHT[Type.SINGLE])
    table.later(10_000 + GRACE_MS)
    table.room.accept_vote(table.now, player.id, 1, 1, RIGHT[Type.SINGLE])
    with refused("too_late"):
        table.room.accept_vote(table.later(1), "p2", 1, 1, RIGHT[Type.SINGLE])
    table.next(3)
    with refused("other_question"):
        table.room.accept_vote(table.now, "p2", 1, 1, RIGHT[Type.SINGLE])


def test_a_repeat_gets_what_is_kept_even_when_time_is_up() -> None:
    table = Table(SINGLE)
    (player,) = table.join("甲")
    table.next()
    assert table.answer(player, RIGHT[Type.SINGLE])
    table.next()
    reply, new = table.room.accept_vote(table.now, player.id, 1, 1, WRONG[Type.SINGLE])
    assert (reply.answer, new) == (RIGHT[Type.SINGLE], False)


def test_a_vote_closes_when_everyone_has_answered_or_the_time_is_over() -> None:
    table = Table(SINGLE, TRUE_FALSE, seconds=10)
    one, two = table.join("甲", "乙")
    table.next()
    table.answer(one, RIGHT[Type.SINGLE])
    assert table.room.tick(table.now) is None
    table.answer(two, RIGHT[Type.SINGLE])
    assert table.room.tick(table.now) is not None
    assert not table.room.is_open
    table.next(3)
    assert table.room.tick(table.later(10_000 + GRACE_MS)) is None
    assert table.room.tick(table.later(1)) is not None


def test_a_paused_vote_does_not_run_out() -> None:
    table = Table(SINGLE, seconds=10)
    table.join("甲")
    table.next()
    table.room.pause(table.now)
    assert table.room.tick(table.later(3_600_000)) is None


def test_without_a_limit_a_vote_waits_for_everyone() -> None:
    table = Table(SINGLE, seconds=0)
    table.join("甲")
    table.next()
    assert table.room.tick(table.later(86_400_000)) is None
    assert remaining(table.room, table.now) is None
    with refused("not_now"):
        table.room.more(table.now)


def test_a_question_that_is_left_out_counts_for_nothing() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    (player,) = table.join("甲")
    table.next()
    table.answer(player, RIGHT[Type.SINGLE])
    table.room.skip(table.now)
    assert (table.room.phase, table.room.runs[-1].number) == (Phase.QUESTION, 2)
    assert table.points() == {"甲": 0}
    table.room.skip(table.now)
    assert table.room.phase is Phase.END
    assert misses(table.room, player.id) == []


def test_the_standings_can_be_left_out_and_the_lobby_can_not() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    with refused("not_now"):
        table.room.skip(table.now)
    table.next(2)
    table.room.skip(table.now)
    assert table.room.runs[-1].number == 2


def test_ending_early_drops_the_open_question() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    (player,) = table.join("甲")
    table.next()
    table.answer(player, RIGHT[Type.SINGLE])
    table.room.end(table.now)
    assert (table.room.phase, table.points()) == (Phase.END, {"甲": 0})
    with refused("over"):
        table.join("乙")


def test_the_facilitator_rules_on_typed_answers_for_all_who_gave_them() -> None:
    table = Table(TYPED)
    one, two, three = table.join("甲", "乙", "丙")
    table.next()
    table.answer(one, Answer(text="页面浏览的总次数"))
    table.answer(two, Answer(text="页面浏览的总次数 "))
    table.answer(three, RIGHT[Type.TYPED])
    with refused("not_now"):
        table.room.rule(table.now, 1, "页面浏览的总次数", True)
    table.next()
    assert table.points()["甲"] == 0
    table.room.rule(table.now, 1, "页面浏览的总次数", True)
    assert table.points() == {"甲": 100, "乙": 100, "丙": 100}
    assert own_document(table.room, one.id)["result"]["band"] == "right"
    assert tally(table.room.runs[0], table.room.runs[0].ballot).right == 3
    table.room.rule(table.now, 1, "页面浏览的总次数", False)
    assert table.points() == {"甲": 0, "乙": 0, "丙": 100}


def test_a_poll_that_comes_up_is_asked_next() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    table.next(2)
    table.room.insert(table.now, POLL)
    assert not table.room.is_last
    table.next(2)
    assert table.room.runs[-1].item == POLL
    assert len(table.room.items) == 3


def test_more_complex_types_get_more_time() -> None:
    rules = Rules(seconds=20)
    times = {question.type: rules.limit_ms(question) for question in EVERY}
    assert times[Type.SINGLE] == 20_000
    assert times[Type.MATCH] == times[Type.ORDER] == 40_000


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        ("bad_rule", {"seconds": -1}),
        ("bad_rule", {"max_players": 0}),
        ("bad_rule", {"teams": 99}),
        ("one_team", {"teams": 1}),
        ("speed_needs_time", {"mode": Mode.SPEED, "seconds": 0}),
    ],
)
def test_rules_that_can_not_be_are_refused(key: str, rules: dict[str, object]) -> None:
    with refused(key):
        Table(SINGLE, **rules)


def test_a_room_needs_something_to_ask() -> None:
    with refused("no_questions"):
        Room.open(0, "r", "1", "t", Rules(), [])
    with refused("no_questions"):
        Room.open(0, "r", "1", "t", Rules(), [Item(SINGLE)] * 201)


def test_time_never_runs_backwards() -> None:
    table = Table(SINGLE)
    (player,) = table.join("甲")
    table.next()
    table.room.accept_vote(table.now - 500_000, player.id, 1, 1, RIGHT[Type.SINGLE])
    assert table.room.runs[0].ballot.replies[player.id].took == 0
    assert [entry.at for entry in table.log] == sorted(entry.at for entry in table.log)


def test_the_facilitator_sees_everything() -> None:
    table = Table(SINGLE, TRUE_FALSE)
    one, _ = table.join("甲", "乙")
    table.next()
    table.answer(one, Answer((1,), sure=True))
    table.room.knock(table.now, "k", "乙", lang="zh", token="x")
    view = lead(table.room, table.later(1_000), {one.id})
    assert [(line.name, line.connected, line.answered) for line in view.players] == [
        ("甲", True, True),
        ("乙", False, False),
    ]
    assert (view.number, view.count, view.answered, view.here, view.remaining_ms) == (1, 2, 1, 2, 29_000)
    assert [knock.name for knock in view.knocks] == ["乙"]
    assert view.tallies[0].options == (0, 1, 0)
    assert (view.tallies[0].sure, view.tallies[0].sure_wrong) == (1, 1)


def test_a_resumed_room_waits_with_the_time_that_was_left() -> None:
    table = Table(SINGLE, seconds=20)
    (player,) = table.join("甲")
    table.next()
    table.room.lock(table.later(5_000))
    again = Room.replay(table.log)
    written = []
    again.write = written.append
    again.resume(table.later(3_600_000))
    assert remaining(again, table.later(9_000)) == 15_000
    again.pause(table.now)
    again.accept_vote(table.later(1_000), player.id, 1, 1, RIGHT[Type.SINGLE])
    assert again.runs[0].ballot.replies[player.id].took == 6_000
    assert [entry.kind for entry in written] == [Kind.RESUMED, Kind.WENT_ON, Kind.ANSWERED]


def test_phones_are_told_what_they_need() -> None:
    table = Table(SINGLE, teams=2)
    one, _ = table.join("甲", "乙")
    assert room_document(table.room)["players"] == 2
    table.next()
    document = room_document(table.room)
    assert document["question"]["options"][0] == {"zh": "产品运营", "en": "Product operations"}
    assert document["ends"] - table.now == 30_000
    table.answer(one, WRONG[Type.SINGLE])
    table.room.pause(table.later(1_000))
    assert (room_document(table.room)["paused"], room_document(table.room)["left"]) == (True, 29_000)
    table.next()
    reveal = room_document(table.room)["reveal"]
    assert reveal["correct"] == [True, False, False]
    assert reveal["answer"] == {"zh": "A. 产品运营", "en": "A. Product operations"}
    really = {"zh": "用户运营：让人留下", "en": "It keeps people"}
    assert reveal["whys"][1] == really
    result = own_document(table.room, one.id)["result"]
    assert (result["verdict"], result["wrong"]) == ("wrong", [{"option": 1, "what": really}])
    table.next()
    assert room_document(table.room)["top"] == [[1, "甲", 0], [1, "乙", 0]]
    own = own_document(table.room, one.id)
    assert (own["claim"], own["misses"], own["of"]) == ("code-甲", 1, 2)


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_is_declared_and_a_room_follows_its_declaration(mode: Mode) -> None:
    scoring = MODES[mode]
    if scoring.untimed is None:
        Rules(mode, seconds=0).check()
    else:
        with pytest.raises(Complaint, match=re.escape(Complaint(scoring.untimed).in_lang("en"))):
            Rules(mode, seconds=0).check()
    for limit in (0, 20_000):
        earned = [points(mode, score, 5_000, limit) for score in (0.0, 0.5, 1.0)]
        assert earned == [0, scoring.points(0.5, 5_000, limit), scoring.points(1.0, 5_000, limit)]
        assert earned == sorted(set(earned))
        assert points(mode, 1.0, 5_000, limit, before=2, streaks=True) == earned[2] + 100
    table = Table(SINGLE, mode=mode, seconds=20)
    (player,) = table.join("甲")
    table.next()
    table.answer(player, RIGHT[Type.SINGLE], after=5_000)
    table.next()
    assert table.points() == {"甲": scoring.points(1.0, 5_000, 20_000)}
    results = outcome(table.room, 480)
    names = {lang: say(scoring.name, lang) for lang in LANGS}
    assert all(names[lang] in page(results, lang) for lang in LANGS)
    assert len({say(one.name, lang) for one in MODES.values() for lang in LANGS}) == len(MODES) * len(LANGS)
    assert Rules.load(table.room.rules.dump()).mode is mode
