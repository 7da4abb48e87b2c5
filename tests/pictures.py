"""The pictures in the README: `uv run python -m tests.pictures` takes them anew.

A learner after three weeks of study, at a fixed hour, so that the same program takes the same pictures.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from rich.cells import cell_len

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".pictures"
NOW = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))
DAYS = 21
STEPS = {"home": [], "study": ["enter", "space"], "form": []}  # keys from the first screen to what is taken
FORM = ("note_form", {"deck": "shop", "note": "refund"})
SHOP = """id: shop
title: 店铺常识
language: zh
notes:
  - id: refund
    kind: definition
    term: {zh: 仅退款, en: Refund only}
    meaning:
      zh: 买家不用退货，店铺只把钱退给他。
      en: "The buyer keeps the goods, and the shop pays the money back."
  - id: freight
    kind: definition
    term: {zh: 运费险, en: Return insurance}
    meaning:
      zh: 退货的运费由保险来付。
      en: "An insurance pays the freight when goods are returned."
"""


def studied(home: Path, lang: str) -> None:
    """Three weeks of study, ten minutes a day, nine cards in ten recalled."""
    import ops_trainer
    from ops_trainer.memory import Rating

    rng, now = random.Random(4), NOW - timedelta(days=DAYS)
    with ops_trainer.open(home, learner="mei", clock=lambda: now) as trainer:
        trainer.change(language=lang, theme="light", welcomed=True)
        for _ in range(DAYS):
            session = trainer.study()
            while session.card is not None:
                now += timedelta(seconds=rng.randint(4, 14))
                session.grade(Rating.GOOD if rng.random() < 0.9 else Rating.AGAIN)
            now = now.replace(hour=9, minute=0, second=0) + timedelta(days=1)


def plain(svg: str) -> str:
    """The picture without the addresses of fonts and of its maker, which a README's reader would not load."""
    svg = re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, monospace")


RUN = re.compile(r'(textLength=")([\d.]+)("[^>]*>)([^<]+)(?=</text>)')


def at_true_width(svg: str) -> str:
    """Every run of text as long as its cells: the exporter takes a wide character for one cell."""
    runs = [(float(found[2]), html.unescape(found[4])) for found in RUN.finditer(svg)]
    cell = next(length / len(text) for length, text in runs if text.isascii())
    return RUN.sub(lambda run: f"{run[1]}{cell * cell_len(html.unescape(run[4])):.1f}{run[3]}{run[4]}", svg)


def with_own_deck(home: Path) -> None:
    """Give the learner a deck of their own."""
    (home / "decks").mkdir(exist_ok=True)
    (home / "decks" / "shop.yaml").write_text(SHOP, encoding="utf-8")


async def take(home: Path, name: str, lang: str) -> str:
    """One picture, as SVG."""
    from ops_trainer.tui.shell.app import TrainerApp
    from tests.tui.seat import seated

    start = FORM if name == "form" else None
    app = TrainerApp(home, clock=lambda: NOW, stopwatch=lambda: 0.0, start=start)
    async with seated(app, 110 if name == "form" else 80, 24) as seat:
        await seat.press(*STEPS[name])
        if name == "form":
            await seat.shows("→")  # the preview comes a moment later
        return at_true_width(plain(app.export_screenshot(title="ops-trainer")))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for lang in ("zh", "en"):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            studied(home, lang)
            for name in STEPS:
                if name == "form":
                    with_own_deck(home)
                svg = asyncio.run(take(home, name, lang))
                (FOLDER / f"{name}.{lang}.svg").write_text(svg, encoding="utf-8")
                print(f".pictures/{name}.{lang}.svg")


if __name__ == "__main__":
    main()
