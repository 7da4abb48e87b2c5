"""The code on the projector: every module where it should be, as small as it can be, none where it does not fit."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.tui.workshop.qr import QUIET, fitting, large, lines
from ops_trainer.workshop.qr import modules

ADDRESS = "http://192.168.100.123:8000/482913"
TOP = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}


def read(rows: list[str], quiet: int) -> list[list[bool]]:
    """The modules that half blocks show, without the light around them."""
    pixels = [[TOP[char][half] for char in row] for row in rows for half in (0, 1)]
    side = len(rows[0]) - 2 * quiet
    return [row[quiet : quiet + side] for row in pixels[quiet : quiet + side]]


@pytest.mark.parametrize("quiet", [0, 1, 2])
def test_half_blocks_show_every_module_with_light_around(quiet: int) -> None:
    rows = lines(ADDRESS, quiet)
    assert read(rows, quiet) == [list(row) for row in modules(ADDRESS)]
    assert len({len(row) for row in rows}) == 1
    if quiet:
        assert not any(TOP[char][0] for char in rows[0])


def test_twice_as_large_is_the_same_code() -> None:
    rows = large(ADDRESS)
    read_ = [[row[at] == "█" for at in range(0, len(row), 2)] for row in rows]
    inner = [row[QUIET:-QUIET] for row in read_[QUIET:-QUIET]]
    assert inner == [list(row) for row in modules(ADDRESS)]


def test_an_address_goes_into_the_smallest_code_in_capitals() -> None:
    assert len(modules(ADDRESS)) == 25
    in_capitals = segno.make("HTTP://192.168.100.123:8000/482913", error="l", micro=False)
    assert [list(row) for row in modules(ADDRESS)] == [[bool(one) for one in row] for row in in_capitals.matrix]


def test_a_path_that_is_no_number_keeps_its_letters() -> None:
    said = "http://192.168.1.2:8000/Room"
    kept = segno.make(said, error="l", micro=False)
    assert [list(row) for row in modules(said)] == [[bool(one) for one in row] for row in kept.matrix]


@given(st.integers(2, 140), st.integers(1, 60))
def test_it_fits_or_is_not_shown(width: int, height: int) -> None:
    rows = fitting(ADDRESS, width, height)
    assert len(rows) <= height
    assert all(len(row) <= width for row in rows)
    if width >= 29 and height >= 15:
        assert rows


def test_an_address_without_the_pin_still_fits_a_tiny_projector() -> None:
    assert fitting(ADDRESS, 40, 12) == []
    assert fitting("http://192.168.1.23:8000", 40, 12)
