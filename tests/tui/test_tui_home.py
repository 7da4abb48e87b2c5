"""Home: what it shows, how one starts, what it says when there is nothing or something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, OptionList

import ops_trainer
from ops_trainer.locale import Complaint, say
from ops_trainer.memory import Rating
from tests.teamwork import assigned, deck_file
from tests.tui.cuts import cuts


async def test_it_shows_today_the_decks_and_the_forecast(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        assert seat.place == "Home"
        assert "今天" in seat.text
        assert "新学 11 张" in seat.text
        assert "运营岗位" in seat.text
        assert "11 月 23 日 周一" in seat.lines[0]
        assert seat.app.focused is seat.app.screen.query_one("#start")


async def test_space_and_enter_start_todays_study(sit: Any, learner: Any) -> None:
    for key in ("space", "enter"):
        async with sit() as seat:
            await seat.press(key)
            assert seat.place == "Study"


@pytest.mark.parametrize("size", [(60, 20), pytest.param((80, 24), marks=pytest.mark.soak(only=True))])
async def test_enter_serves_the_share_that_home_shows_and_says_what_goes_beyond_the_limit(
    sit: Any, home: Path, clock: Any, learner: Any, size: tuple[int, int]
) -> None:
    deck_file(home / "decks", "launch", 59)
    learner.refresh()
    assigned(learner, (["launch"], 11, 0.9))
    (pace,) = learner.teams.work.paces(learner.teams.work.progress()).values()
    assert pace.share > 8
    learner.change(new_limit=5)
    (pace,) = learner.teams.work.paces(learner.teams.work.progress()).values()
    async with sit(*size) as seat:
        assert f"新学 {pace.share} 张" in seat.text
        assert f"新卡比上限多学 {pace.share - 5} 张" in seat.text
        assert f"今天新学 {pace.share} 张" in seat.text
        await seat.press("enter")
        assert f"/{pace.share}" in seat.lines[0].replace(" ", "")


async def test_a_click_on_the_button_starts_too(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.click("#start")
        assert seat.place == "Study"


@pytest.mark.soak(only=True)
async def test_a_key_pressed_before_the_trainer_is_open_is_not_lost(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        home = seat.app.screen
        home.view = None
        home.action_start()
        assert seat.place == "Home"
        home.load()
        await seat.settle()
        assert seat.place == "Study"


async def test_a_deck_opens_by_key_by_enter_and_by_mouse(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("d")
        assert seat.place == "Deck"
        await seat.press("escape")
        await seat.press("down", "down", "enter")
        assert seat.place == "Deck"
        assert seat.app.screen.deck == "second"
        await seat.press("escape")
        await seat.click("#decks", offset=(5, 0))
        assert seat.app.screen.deck == "first"


async def test_figures_are_fresh_after_study(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("space", "space", "2", "escape")
        assert seat.place == "Home"
        assert "今天已答 1 次" in seat.text
        assert "连续学了 1 天" in seat.text
        assert "接着学" in seat.text


async def test_when_all_is_done_it_says_so_and_still_offers_more(sit: Any, learner: Any) -> None:
    session = learner.study()
    while session.card:
        session.grade(3)
    async with sit() as seat:
        assert "今天的学完了" in seat.text
        assert "再学一点" in str(seat.app.screen.query_one("#start", Button).label)
        await seat.press("space")
        assert seat.place == "Finish"


async def test_without_decks_it_says_where_to_put_them(
    sit: Any, learner: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")
    async with sit() as seat:
        assert "还没有卡组" in seat.text
        assert "decks" in seat.text
        assert not seat.app.screen.query_one("#start").display
        await seat.press("space")
        assert seat.place == "Home"


async def test_a_broken_deck_is_named_with_place_and_remedy(sit: Any, learner: Any, home: Path) -> None:
    (home / "decks").mkdir(exist_ok=True)
    (home / "decks" / "broken.yaml").write_text("id: broken\ntitle: T\nnotes:\n  - id: x\n    kind: nope\n")
    async with sit() as seat:
        assert "按 p 看原因" in seat.text
        await seat.press("p")
        assert seat.place == "Problems"
        assert "broken.yaml" in seat.text
        problem = seat.app.trainer.problems()[0]
        assert f"{problem.line}:{problem.column}  " in seat.text
        await seat.press("escape")
        (home / "decks" / "broken.yaml").unlink()
        seat.app.screen.load()
        await seat.settle()
        assert "按 p 看原因" not in seat.text


async def test_answers_that_come_back_are_told_on_home(sit: Any, home: Path, clock: Any) -> None:
    with ops_trainer.open(home, clock=clock) as trainer:
        trainer.change(welcomed=True, language="zh")
        trainer.study(new_limit=1).grade(Rating.GOOD)
    (home / "trainer.db").unlink()
    async with sit() as seat:  # no welcome: the learner is known again
        assert "有 1 条作答在数据文件里丢了，已经从" in seat.text
    async with sit() as seat:
        assert "数据文件里丢了" not in seat.text


async def test_a_claim_to_a_note_that_is_there_is_told_and_its_deck_is_in_use(
    sit: Any, learner: Any, home: Path
) -> None:
    (home / "decks").mkdir(exist_ok=True)
    (home / "decks" / "claims.yaml").write_text(
        "id: claims\ntitle: Claims\nlanguage: en\nnotes:\n"
        "  - {id: x, kind: qa, front: f, back: b, formerly: [first/product]}\n"
    )
    async with sit() as seat:
        assert "没有生效，按 p 看原因" in seat.text
        assert "没能载入" not in seat.text
        await seat.press("p")
        assert "这些卡组照常学" in seat.text
        assert "first/product" in seat.text


@pytest.mark.soak(only=True)
async def test_when_the_home_cant_be_opened_it_says_why_and_tries_again(sit: Any, learner: Any, home: Path) -> None:
    def refuse() -> Any:
        raise Complaint("trainer.bad_name", most=40)

    async with sit(opener=refuse, lang="zh") as seat:
        assert "学习记录打不开" in seat.text
        await seat.press("space")
        assert seat.place == "Home"
        seat.app._opener = lambda: learner
        await seat.press("f5")
        assert "运营岗位" in seat.text


async def test_the_highlighted_deck_stays_so(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("down", "down")
        await seat.press("d", "escape")
        assert seat.app.screen.query_one("#decks", OptionList).highlighted == 1


async def test_the_backlog_and_its_end_are_said(sit: Any, learner: Any, clock: Any) -> None:
    session = learner.study(new_limit=50)
    while session.card:
        session.grade(3)
    clock.forward(days=30)
    learner.change(review_limit=2)
    async with sit() as seat:
        assert "积压" in seat.text
        assert "前补完" in seat.text


@pytest.mark.soak(only=True)
async def test_where_nothing_can_be_written_one_may_look_and_a_grade_is_refused(
    sit: Any, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = Complaint("store.full", path="/full")

    def refuse(_: Path) -> None:
        raise why

    monkeypatch.setattr("ops_trainer.store.database.Database.open", refuse)
    async with sit() as seat:
        said = "".join(seat.text.split())
        assert "".join(say("trainer.only_looking", "zh", why=why).split()) in said
        await seat.press("b")
        assert seat.place == "Browse"
        await seat.press("escape", "space", "space", "enter")
        assert seat.place == "Study"
        assert "磁盘已满" in seat.notice
        assert "1/" not in seat.lines[0].replace(" ", "")
    assert learner.stats().reviews_total == 0


async def test_a_twin_is_told_of_with_the_command_that_merges(sit: Any, learner: Any) -> None:
    from ops_trainer.store import learners

    with learner._context.database.writing() as connection:
        learners.use(connection, "ME", 0)
    async with sit() as seat:
        assert '--merge "ME"' in " ".join(seat.text.split())


@pytest.mark.parametrize(("width", "height", "lang"), [(60, 20, "en"), (80, 24, "zh")])
async def test_a_deck_that_would_leave_progress_behind_is_told_with_the_line_that_keeps_it(
    sit: Any, learner: Any, width: int, height: int, lang: str
) -> None:
    deck = "id: shop\ntitle: t\nnotes:\n  - {id: a, kind: qa, front: 问, back: 答}\n"
    path = learner.home / "decks" / "shop.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(deck, encoding="utf-8")
    learner.refresh()
    learner.change(language=lang)
    learner.study(["shop"]).grade(Rating.GOOD)
    path.write_text(deck.replace("shop", "store"), encoding="utf-8")
    async with sit(width, height) as seat:
        assert "formerly:[shop]" in "".join(seat.text.split())


@pytest.mark.parametrize("key", ["c", "8"])
async def test_dates_of_a_wrong_clock_are_told_mended_and_put_back(
    sit: Any, learner: Any, clock: Any, key: str
) -> None:
    learner.study().grade(Rating.GOOD)
    clock.forward(days=-25)
    learner.study().grade(Rating.GOOD)
    clock.forward(days=25, hours=1)
    async with sit(60, 20, lang="en") as seat:
        said = " ".join(seat.text.split())
        assert "One answer is dated too early: the clock was wrong then. c puts it right." in said
        assert not cuts(seat.app.screen)
        await seat.press(key, "1")
        assert "dated too early" in " ".join(seat.text.split())
        await seat.press(key, "2")
        assert learner.wrong_dates() == 0
        assert "dated too early" not in " ".join(seat.text.split())
        await seat.press(key, "2")
        assert learner.wrong_dates() == 1
        assert "dated too early" in " ".join(seat.text.split())


async def test_a_decks_due_day_and_limit_are_set_and_taken_back_on_its_screen(sit: Any, learner: Any) -> None:
    async with sit(60, 20) as seat:
        trainer = seat.app.screen.trainer
        await seat.press("d")
        assert not seat.app.screen.query_one("#goals").display
        await seat.press("b")
        assert seat.place == "OneLine"
        await seat.press(*"yesterday", "enter")
        assert "yesterday" in seat.notice
        assert trainer.settings.due_days == ""
        await seat.press("b", *"10", "enter")
        (due,) = trainer.due_days()
        assert (due.decks, due.own) == (("first",), True)
        said = f"现在能答出{due.now}张（共{due.cards}张），到那天预计{due.expected}张。"
        assert said in "".join(seat.text.split())
        await seat.press("l", *"201", "enter")
        assert "0 到 200" in seat.notice
        await seat.press("3", "1", "enter")
        assert trainer.settings.deck_limits == "first=1"
        assert "每天最多 1 张新卡" in seat.text
        await seat.press("2", "-", "enter")
        assert trainer.settings.due_days == ""
        assert "现在能答出" not in seat.text
        await seat.press("l", "-", "enter")
        assert trainer.settings.deck_limits == ""
        assert not seat.app.screen.query_one("#goals").display


async def test_home_says_what_is_expected_of_ones_own_due_day(sit: Any, learner: Any) -> None:
    learner.set_due(["first"], learner.date_of(learner.day() + 10))
    (due,) = learner.due_days()
    async with sit(60, 20) as seat:
        assert f"现在{due.now}张，预计{due.expected}张（共{due.cards}张）" in "".join(seat.text.split())
