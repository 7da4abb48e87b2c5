"""The lead's report, table and calendar; who is on course; invites as they are pasted; what is typed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.locale import Complaint
from ops_trainer.memory.budget import Budget
from ops_trainer.memory.future import Deadline, Start
from ops_trainer.memory.rates import Rates
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team import course, wire
from ops_trainer.team.calendar import calendar, escaped, folded
from ops_trainer.team.course import Course, course_of
from ops_trainer.team.days import read_day
from ops_trainer.team.pacing import Plan, Verdict, advice
from ops_trainer.team.report import COLUMNS, Findings, cut, page, sheet
from ops_trainer.team.typed import day_from, for_camera, goal_from, invite_line, minutes_from, read_invite
from tests.examples import any_text
from tests.progresses import DAY, DECKS, NAMES, line, progress, report

NOTES = [
    wire.Notes(
        deck="roles",
        learners=4,
        notes=[
            wire.NoteLine(
                note=f"roles/n{n}", term={"zh": f"岗位{n}", "en": f"role {n}"}, ready=n / 20, ready_due=n / 25
            )
            for n in range(15)
        ],
    ),
    wire.Notes(deck="tips", learners=2, notes=[]),
]
MIXUPS = wire.Mixups(learners=4, mixups=[wire.Mixup(asked="roles/n1", taken="roles/n2", learners=3, times=7)])
FOUND = Findings(progress(), NOTES, MIXUPS, {"roles/n1": "<i>role</i> 1"})


class Seen(HTMLParser):
    """The elements and texts of a page."""

    VOID = frozenset({"meta", "br", "line", "rect", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.texts.append(data.strip())


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    assert not parser.open
    return parser


# the report


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_says_everything_and_runs_nothing(lang: str) -> None:
    html = page(FOUND, lang)  # type: ignore[arg-type]
    parser = seen(html)
    assert "default-src 'none'" in html
    assert not {"script", "link", "img", "iframe"} & set(parser.tags)
    assert parser.tags.count("svg") == 4
    text = "\n".join(parser.texts)
    for name in NAMES:
        assert name in text
    assert "<i>role</i> 1" in text
    assert "roles/n2" in text  # a note that has no name here is told by its id
    assert ("运营岗位" if lang == "zh" else "Roles & <duties>") in text
    assert "http" not in html.replace("http-equiv", "")


def test_the_report_names_those_who_need_the_lead_and_with_what() -> None:
    text = "\n".join(seen(page(FOUND, "en")).texts)
    worries = text.partition("Who needs you")[2].partition("How ready the team is")[0]
    assert "<b>Bo</b>" in worries
    assert "3 of 50 cards met, due 2026-12-04" in worries
    assert "was due 2026-11-20: 50% in place of 90%" in worries
    assert "李想" not in worries
    assert "12 weakest of 15 notes" in text
    assert "role 0" in text
    assert "role 14" not in text


def test_a_report_of_nobody_and_of_few() -> None:
    nobody = Findings(
        wire.Progress(team="T", day=DAY, decks=[], members=[]), [], wire.Mixups(learners=0, mixups=[]), {}
    )
    assert "Nobody has anything to learn yet" in page(nobody, "en")
    few = Findings(
        wire.Progress(team="T", day=DAY, decks=DECKS, members=[report("Li", line())]),
        [wire.Notes(deck="roles", learners=1, notes=[])],
        wire.Mixups(learners=1, mixups=[]),
        {},
    )
    html = page(few, "en")
    assert "too few learners" in html
    assert "Hardest for the team" not in html


def test_labels_are_cut_by_width() -> None:
    assert cut("short", 200) == "short"
    assert cut("很长很长很长很长的名字", 64) == "很长很…"


# the table


def test_no_cell_of_the_table_runs_as_a_formula() -> None:
    text = sheet(progress(), "zh")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + 6
    assert [row[1] for row in rows[1:]] == ["李想", "李想", "<b>Bo</b>", "'=1+1", "[@click=app.quit]x", '"Ann, Lee"']
    assert all(not cell.startswith(("=", "+", "@", "-")) for row in rows for cell in row)
    assert rows[1][6:12] == ["运营岗位", "50", "40", "10", "0.95", "0.92"]
    assert rows[-1][-5:] == ["0", "on_course", "0", "", ""]


# who is on course


@pytest.mark.parametrize(
    ("told", "course"),
    [
        ({}, Course.ON_COURSE),
        ({"behind": True}, Course.BEHIND),
        ({"ready_due": 0.9}, Course.READY),
        ({"ready": 0.95, "ready_due": 0.8}, Course.ON_COURSE),
        ({"introduced": 0}, Course.UNTOUCHED),
        ({"due": DAY, "ready_due": 0.7}, Course.MISSED),
        ({"due": DAY - timedelta(days=1), "ready_due": 0.95}, Course.READY),
        ({"due": None, "ready_due": None, "ready": 0.91}, Course.READY),
        ({"due": None, "ready_due": None}, Course.ON_COURSE),
    ],
)
def test_how_a_line_is_on_course(told: dict[str, object], course: Course) -> None:
    assert course_of(line(**told), DAY) is course


def test_members_sort_by_who_needs_the_lead() -> None:
    found = course.rows(progress())
    assert [row.name for row in course.sort(found, "course")] == [NAMES[2], NAMES[1], NAMES[3], NAMES[4], NAMES[0]]
    assert course.sort(found, "name")[0].name == '"Ann, Lee"'
    assert course.sort(found, "ready")[0].name == NAMES[3]
    assert course.sort(found, "last")[0].last_day is None
    assert found[0].ready == pytest.approx((0.95 * 50 + 0.91 * 20) / 70)


def test_of_two_assignments_of_a_deck_the_pressing_one_shows_and_the_worst_counts() -> None:
    soon = line(due=DAY + timedelta(days=2), assignment="soon")
    late = line(due=DAY + timedelta(days=20), assignment="late")
    over = line(assignment="over", due=DAY - timedelta(days=2), ready=0.2, ready_due=0.2)
    row = course.row_of(report("Li", late, over, soon), DAY)
    assert row.lines["roles"] == soon
    assert row.course is Course.MISSED


def test_decks_are_told_as_means_over_those_who_have_them() -> None:
    roles, tips = course.by_deck(progress(), course.rows(progress()))
    assert (roles.learners, tips.learners) == (4, 2)
    assert roles.ready == pytest.approx((0.95 + 0.05 + 0.5 + 0.7) / 4)
    assert roles.on_due == pytest.approx((0.92 + 0.04 + 0.6) / 3)
    assert tips.on_due is None
    assert roles.courses == {Course.MISSED: 1, Course.BEHIND: 1, Course.ON_COURSE: 1, Course.READY: 1}


# the calendar


def assignment(**more: object) -> wire.Assignment:
    told: dict[str, object] = {
        "id": "a1b2", "decks": DECKS, "due": date(2026, 12, 4), "goal": 0.9, "note": "", "created": DAY, "by": "Li",
        "mine": True,
    }  # fmt: skip
    return wire.Assignment.model_validate({**told, **more})


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    raw = text.encode().split(b"\r\n")
    assert all(len(piece) <= 75 for piece in raw)
    for piece in raw:
        piece.decode()  # no character is split
    return text.replace("\r\n ", "").split("\r\n")


def test_due_days_are_whole_days_with_an_id_that_stays() -> None:
    text = calendar([("T", assignment()), ("T", assignment(id="b", due=None))], "zh", 1_795_503_600_000)
    lines = unfolded(text)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert {"DTSTART;VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261205", "DTSTAMP:20261124T070000Z"} <= set(lines)
    assert "UID:a1b2@ops-trainer" in lines
    moved = unfolded(calendar([("T", assignment(due=date(2026, 12, 31)))], "zh", 1_795_590_000_000))
    assert "UID:a1b2@ops-trainer" in moved
    assert "DTEND;VALUE=DATE:20270101" in moved


def test_texts_of_the_calendar_are_escaped() -> None:
    note = "一行; 两, 三\\四\r\nBEGIN:VEVENT\x07"
    lines = unfolded(calendar([("A;B", assignment(note=note))], "en", 0))
    told = next(text for text in lines if text.startswith("DESCRIPTION:Team"))
    assert told == "DESCRIPTION:Team A\\;B\\, assigned by Li\\n一行\\; 两\\, 三\\\\四\\nBEGIN:VEVENT"
    assert lines.count("BEGIN:VEVENT") == 1


@given(any_text(max_size=300))
def test_folding_loses_nothing(text: str) -> None:
    line_ = "X:" + escaped(text)
    pieces = list(folded(line_))
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line_


# invites and what is typed


CODE = "K7QF-9M2X-TRWB-0C5D"


@pytest.mark.parametrize(
    "text",
    [
        invite_line("http://10.0.0.5:8787", CODE),
        for_camera("http://10.0.0.5:8787", CODE),
        f"  ops-trainer team join http://10.0.0.5:8787/ {CODE.lower()}  ",
        "请运行：ops-trainer team join http://10.0.0.5:8787 k7qf-9m2x -trwb-oc5d 谢谢",
        "http://10.0.0.5:8787 K7QF 9M2X TRWB 0C5D",
        f"小王，你好！欢迎加入。地址http://10.0.0.5:8787，邀请码：{CODE}，谢谢。",
        f"> 请运行：\n> ops-trainer team join http://10.0.0.5:8787\n> {CODE[:10]}\n> {CODE[10:]}\n",
        f"“http://10.0.0.5:8787 {CODE}”",
        f"`ops-trainer team join http://10.0.0.5:8787 {CODE}`",
        "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) for c in f"http://10.0.0.5:8787 {CODE}"),
        f"The code is {CODE},\nat http://10.0.0.5:8787.",
        f"http://10.0.0.5:87\r\n87 {CODE}",
        f"http://10.0.\n0.5:8787 {CODE}",
        f"见https://wiki.example/x ，再到http://10.0.0.5:8787邀请码{CODE}",
        f"Join http://10.0.0.5:8787\ncode: {CODE}",
        f"http://10.0.0.5:8787\n{CODE[:7]}\n{CODE[7:]}",
        f"http://10.0.0.5:8787/ Code {CODE.replace('-', '')}!",
        f"[http://10.0.0.5:8787]({CODE})",
        f"http://10.0.0.5:8787 {CODE.replace('-', '–')}",
    ],
)
def test_an_invite_is_read_whatever_stands_around_it(text: str) -> None:
    assert read_invite(text) == ("http://10.0.0.5:8787", CODE)


@pytest.mark.parametrize("text", ["", CODE, "http://10.0.0.5:8787", "http://10.0.0.5:8787 nonsense", "join us"])
def test_what_is_no_invite(text: str) -> None:
    assert read_invite(text) is None


def test_an_address_with_a_path_keeps_its_letters() -> None:
    assert for_camera("https://x.example/Team", CODE) == f"https://x.example/Team {CODE}"
    assert read_invite(f"HTTPS://X.example/Team {CODE}") == ("https://x.example/Team", CODE)


def test_an_invite_of_a_host_that_is_not_ascii() -> None:
    for url in ("https://团队.example/a", "https://团队.中国/a"):
        assert read_invite(f"{url} {CODE}") == (url, CODE)


def test_what_is_huge_is_no_invite_and_takes_no_time() -> None:
    for text in ("http://" + "a-" * 500_000, "http://a." * 200_000, "K7QF-" * 300_000, "\n> " * 500_000):
        assert read_invite(text) is None


DUE = date(2026, 12, 31)
TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "typed"),
    [
        (DUE, "2026-12-31 2026/12/31 2026.12.31 2026年12月31日 ２０２６／１２／３１ 20261231 12月31日"
         " 12月31号 十二月三十一日 12/31 31.12 Dec_31 31_December_2026 december_31st 月底 end_of_month 30天 30"),
        (date(2026, 12, 15), "１４ 14 14天 １４天 十四天 14天后 14_days in_14_days 两周后 2周 2_weeks"),
        (date(2026, 12, 2), "明天 tomorrow 1 一天 周三 wed Wednesday"),
        (date(2026, 12, 11), "下周五 下星期五 下礼拜五 next_friday 10天"),
        (date(2026, 12, 4), "周五 本周五 这周五 friday this_friday"),
        (date(2027, 1, 1), "一个月 1个月后 1_month 1月1日"),
        (date(2028, 2, 29), "2月29日"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(day: date, typed: str) -> None:
    for text in typed.split():
        assert read_day(text.replace("_", " "), TUESDAY) == day, text


@given(st.dates(date(2026, 12, 2), date(2027, 11, 30)))
def test_every_day_of_a_year_is_read_in_every_shape(day: date) -> None:
    month = f"{day:%B}"
    shapes = [
        day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.month}月{day.day}日",
        f"{month} {day.day}", f"{day.day} {month[:3]}", f"{(day - TUESDAY).days}", f"{(day - TUESDAY).days}天后",
    ]  # fmt: skip
    for shape in shapes:
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in shape)
        assert read_day(shape, TUESDAY) == read_day(wide, TUESDAY) == day, shape


@given(any_text(max_size=60))
def test_what_is_no_day_raises_nothing(text: str) -> None:
    found = read_day(text, TUESDAY)
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize("typed", ["3/4", "soon", "下周", "2026-02-30", "13月1日", "٣", "99999", "0000-01-01"])
def test_what_may_be_two_days_or_none_is_asked_for_again(typed: str) -> None:
    with pytest.raises(Complaint, match="next friday"):
        day_from(typed, TUESDAY)


def test_days_goals_and_minutes_as_they_are_typed() -> None:
    assert day_from("14", DAY) == date(2026, 12, 8)
    assert day_from(" 2026-12-04 ", DAY) == date(2026, 12, 4)
    assert day_from("none", DAY) is day_from("", DAY) is None
    assert [goal_from(text) for text in ("90", "90%", "0.9", "85％", "1")] == [0.9, 0.9, 0.9, 0.85, 1.0]
    assert goal_from("９０％") == 0.9
    assert [minutes_from(text) for text in ("15", "１５", "15分钟", "15 min")] == [15] * 4
    assert day_from("无", DAY) is None


@pytest.mark.parametrize("typed", ["soon", "0", "2026-11-24", "2020-01-01", "2026-13-01", "٣", "99999"])
def test_days_that_wont_do(typed: str) -> None:
    with pytest.raises(Complaint, match=r"no day|not in the future"):
        day_from(typed, DAY)


@pytest.mark.parametrize("typed", ["", "x", "0", "-5", "101", "nan", "0%"])
def test_goals_that_wont_do(typed: str) -> None:
    with pytest.raises(Complaint):
        goal_from(typed)


@pytest.mark.parametrize("typed", ["", "0", "601", "ten", "1.5", "9" * 40])
def test_minutes_that_wont_do(typed: str) -> None:
    with pytest.raises(Complaint):
        minutes_from(typed)


# advice


def test_advice_says_what_a_plan_comes_to_and_what_would_help() -> None:
    begin = Start(Scheduler(), Rates(), Budget(10), 20_000, (), (0, 30), (Deadline(20_010, 30),))
    made = Plan(0.9, Verdict.YES, 0.93, 0.92, 4.6, 8.4)

    def said(fewer: int = 0, **changed: object) -> list[str]:
        return [one.in_lang("en") for one in advice(begin, replace(made, **changed), fewer)]  # type: ignore[arg-type]

    assert said()[0].startswith("5 new cards a day, about 8 min a day, and 93%")
    assert said(new_a_day=0.0)[0].startswith("All cards it takes are met")
    assert said(verdict=Verdict.TIGHT)[0].startswith("It will be close")
    short = said(2, verdict=Verdict.NO, ready=0.7, possible=0.687, minutes_needed=20, day_needed=20_013)
    assert short[0] == "With 10 min a day about 70% will be recalled on the due day, not 90%."
    for text, line_ in zip(("20 min", "2024-10-17", "first 2 decks", "68%"), short[1:], strict=True):
        assert text in line_
    assert "No more time" in said(verdict=Verdict.NO, possible=0.4)[1]
    assert all(one.in_lang("zh") for one in advice(begin, made))
