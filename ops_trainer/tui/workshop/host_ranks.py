"""Standings on the way, the podium and the hardest questions at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.content.typography import spaced
from ops_trainer.tui.widgets.text import fit, right
from ops_trainer.tui.workshop.host_space import Lines, Space, broken, counted, joined
from ops_trainer.workshop.lead import Lead
from ops_trainer.workshop.results import Figures, team_name
from ops_trainer.workshop.standings import Place

STEPS = ((2, 2), (1, 3), (3, 1))  # rank and height of a podium's blocks, from left to right
STEP_STYLES = {1: "$accent", 2: "$secondary", 3: "$primary"}


@dataclass(frozen=True, slots=True)
class After:
    """What the end adds: the hardest questions, where the report is ("" as long as it is being written), and whether
    people have phones on which they find their misses."""

    hardest: tuple[Figures, ...] = ()
    report: str = ""
    phones: bool = True


def standings(lead: Lead, space: Space) -> Content:
    """Return the teams where there are any, then as many players as fit."""
    lines: Lines = []
    if lead.teams:
        lines += teams(lead, space)
        lines += [] if space.tiny else [Content()]
    room = max(space.height - len(lines), 1)
    shown = [place for place in lead.places if place.asked or place.points]
    if not shown:
        return joined([*lines, *broken(space.say("host.no_points"), space.width)])
    return joined([*lines, *_places(shown, space, room)])


def teams(lead: Lead, space: Space) -> Lines:
    """Return the teams with their points."""
    most = max((team.points for team in lead.teams), default=0) or 1
    return [
        counted(
            team.points / most,
            str(team.points),
            space.width,
            STEP_STYLES.get(team.rank, "$primary"),
            Content.styled(f"{team.rank}  {space.say('host.team', team=team_name(team.team))}  ", "bold"),
        )
        for team in lead.teams
    ]


def _places(places: Sequence[Place], space: Space, room: int) -> Lines:
    """Return a line a player: rank, name, points, what the last question brought."""
    shown = places[:room] if len(places) <= room else places[: max(room - 1, 1)]
    gains = max((len(str(place.gained)) for place in shown), default=1) + 1
    totals = max((len(str(place.points)) for place in shown), default=1)
    width = min(space.width, 72)
    names = max(width - 4 - totals - gains - 3, 4)
    lines = []
    for place in shown:
        gained = Content.styled(right(f"+{place.gained}" if place.gained else "", gains), "$success")
        lines.append(
            Content.assemble(
                (right(str(place.rank), 3) + " ", "bold $accent"),
                (fit(place.name, names), "bold" if place.rank == 1 else ""),
                " ",
                (right(str(place.points), totals), "bold"),
                "  ",
                gained,
            )
        )
    if len(places) > len(shown) and room > 1:
        lines.append(Content.styled("    " + space.say("host.more", n=len(places) - len(shown)), "$text-muted"))
    return lines


def finale(lead: Lead, after: After, space: Space) -> Content:
    """Return the podium, the teams, the hardest questions, where the report is, how to take the misses home."""
    lines: Lines = []
    if lead.teams:
        lines += [*teams(lead, space), Content()]
    lines += podium(lead, space)
    if after.hardest:
        lines += [Content(), *broken(space.say("host.hardest"), space.width, "bold $accent")]
        for one in after.hardest:
            head = Content.styled(f"{one.share:>4.0%}  ", "bold $warning")
            text = spaced(one.question.prompt.in_lang(space.lang)).replace("\n", " ")
            lines.append(Content.assemble(head, fit(text, space.width - 6).rstrip()))
    if after.phones:
        lines += [Content(), *broken(space.say("host.take_home"), space.width)]
    if after.report:
        lines += broken(space.say("host.report", path=after.report), space.width, "$text-muted")
    return joined(lines)


def podium(lead: Lead, space: Space) -> Lines:
    """Return the first three ranks; everybody who shares one stands on it."""
    places = [place for place in lead.places if place.points]
    if not places:
        return broken(space.say("host.no_points"), space.width)
    if space.tiny:
        return _places([place for place in places if place.rank <= 3][:5], space, 5)
    third = min((space.width - 4) // 3, 26)
    columns = [
        _step([place for place in places if place.rank == rank], rank, tall, third, space) for rank, tall in STEPS
    ]
    tallest = max(len(column) for column in columns)
    lines = []
    for row in range(tallest):
        parts = []
        for column in columns:
            place = row - (tallest - len(column))
            parts.append(column[place] if place >= 0 else Content(" " * third))
        lines.append(Content("  ").join(parts))
    return lines


def _step(places: Sequence[Place], rank: int, tall: int, width: int, space: Space) -> Lines:
    """Return a block of the podium with the names on it, each line as wide as the block."""
    if not places:
        return []
    names = [
        centred(fit(place.name, width).strip() if cell_len(place.name) > width else place.name, width)
        for place in places[:3]
    ]
    if len(places) > 3:
        names[2] = centred(space.say("host.more", n=len(places) - 2), width)
    style = STEP_STYLES[rank]
    block = Content.styled(centred(str(rank), width), f"bold $background on {style}")
    below = [Content.styled(" " * width, f"on {style}")] * (tall * 2 - 2)
    points = Content.styled(centred(str(places[0].points), width), f"$background on {style}")
    return [*(Content.styled(name, "bold") for name in names), block, points, *below]


def centred(text: str, width: int) -> str:
    """Return a text in the middle of so many cells."""
    left = max((width - cell_len(text)) // 2, 0)
    return " " * left + text + " " * max(width - cell_len(text) - left, 0)
