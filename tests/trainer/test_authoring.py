"""Writing one's own decks through the door: nothing learnt is lost, nothing beside the change is touched."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.content.forms import as_kind, fields_of, filled, merged, written
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer
from tests.conftest import Clock

SHOP = """# mine
id: shop
title: 店铺
notes:
  - id: refund
    kind: definition
    term: 仅退款
    meaning: 不退货，只退钱   # how it is said
    parts:
      who: 买家
  - id: freight
    kind: qa
    front: 谁付运费？
    back: 卖家
    confusable: [refund]
"""
OTHER = """id: other
title: Other
language: en
notes:
  - id: refund
    kind: qa
    front: Who pays?
    back: The seller
    after: [shop/refund]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "decks").mkdir(parents=True)
    (tmp_path / "home" / "decks" / "shop.yaml").write_text(SHOP.replace("   # how it is said", ""), encoding="utf-8")
    (tmp_path / "home" / "decks" / "other.yaml").write_text(OTHER, encoding="utf-8")
    return tmp_path / "home"


@pytest.fixture
def trainer(home: Path, clock: Clock) -> Trainer:
    return ops_trainer.open(home, clock=clock)


def learn(trainer: Trainer, deck: str = "shop") -> None:
    session = trainer.study([deck], new_limit=99)
    while session.card is not None:
        session.grade(Rating.GOOD)


def reps(trainer: Trainer, *decks: str) -> dict[str, int]:
    """How often each card of some decks was answered, by its name of today."""
    return {card.id: trainer.memory(card.id).state.reps for deck in decks for card in trainer.cards(deck)}


def text(home: Path, deck: str = "shop") -> str:
    return (home / "decks" / f"{deck}.yaml").read_text(encoding="utf-8")


def test_a_deck_is_made_of_three_fields_and_gets_notes(trainer: Trainer, home: Path) -> None:
    authoring = trainer.authoring
    assert authoring.new_deck("直播 常识", "zh") == "zhibochangshi"
    assert text(home, "zhibochangshi") == "id: zhibochangshi\ntitle: 直播 常识\nlanguage: zh\nnotes:\n  []\n"
    opened = authoring.open("zhibochangshi")
    opened, first = authoring.save(opened, {"kind": "qa", "front": "什么是场观？", "back": "看过的人数"})
    opened, second = authoring.save(opened, {"kind": "qa", "front": "什么是场观？", "back": "看过的人数，去重"})
    assert (first, second) == ("shimeshichangguan", "shimeshichangguan-2")
    assert [card.note for card in trainer.cards("zhibochangshi")] == [first, second]
    for title, deck, key in (("", "", "no_title"), ("x", "Bad", "slug"), ("x", "shop", "deck_taken")):
        with pytest.raises(Complaint) as wrong:
            authoring.new_deck(title, "zh", deck)
        assert wrong.value.key.endswith(key)
    assert authoring.free_deck_id("shop") == "shop-2"


def test_a_note_is_changed_and_nothing_beside_it(trainer: Trainer, home: Path) -> None:
    learn(trainer)
    before, was = text(home), reps(trainer, "shop")
    opened = trainer.authoring.open("shop")
    raw = {**opened.file.raws["refund"], "meaning": "只退钱，不用寄回"}
    trainer.authoring.save(opened, raw, "refund")
    assert text(home) == before.replace("不退货，只退钱", "只退钱，不用寄回")
    assert reps(trainer, "shop") == was
    assert trainer.authoring.can_undo
    trainer.authoring.undo()
    assert text(home) == before


def test_a_file_that_was_changed_meanwhile_is_refused(trainer: Trainer, home: Path) -> None:
    opened = trainer.authoring.open("shop")
    path = home / "decks" / "shop.yaml"
    path.write_text(text(home) + "# more\n", encoding="utf-8")
    there = text(home)
    with pytest.raises(Complaint) as wrong:
        trainer.authoring.save(opened, {"kind": "qa", "front": "x", "back": "y"})
    assert (wrong.value.key, text(home)) == ("authoring.changed", there)
    trainer.authoring.save(trainer.authoring.open("shop"), {"kind": "qa", "front": "x", "back": "y"})
    path.write_text(text(home) + "# again\n", encoding="utf-8")
    with pytest.raises(Complaint, match="changed elsewhere"):
        trainer.authoring.undo()


def test_what_is_wrong_with_a_note_is_refused_and_nothing_is_written(trainer: Trainer, home: Path) -> None:
    before = text(home)
    opened = trainer.authoring.open("shop")
    for raw in (
        {"kind": "qa", "front": "x"},
        {"kind": "cloze", "text": "no gap"},
        {"kind": "qa", "front": "x", "back": "y", "after": ["nowhere"]},
    ):
        with pytest.raises(Complaint):
            trainer.authoring.save(opened, raw)
    assert text(home) == before
    preview = trainer.authoring.preview(opened, {"kind": "qa", "front": "多久到账？", "back": "三天"})
    assert [card.face for card in preview.cards] == ["answer"]
    assert preview.question is not None
    assert preview.wrong == ()


def test_a_renamed_note_keeps_what_was_learnt_and_whoever_names_it_follows(trainer: Trainer, home: Path) -> None:
    learn(trainer)
    was = reps(trainer, "shop")
    opened = trainer.authoring.open("shop")
    opened = trainer.authoring.rename(opened, "refund", "only-refund")
    assert reps(trainer, "shop") == {name.replace("shop/refund", "shop/only-refund"): n for name, n in was.items()}
    assert "    formerly:\n      - refund\n" in text(home)
    assert "confusable: [only-refund]" in text(home)
    assert "after: [shop/only-refund]" in text(home, "other")
    opened = trainer.authoring.rename(opened, "only-refund", "money-back")
    assert "    formerly:\n      - refund\n      - only-refund\n" in text(home)
    assert sum(reps(trainer, "shop").values()) == sum(was.values())
    for new in ("freight", "Bad Id"):
        with pytest.raises(Complaint):
            trainer.authoring.rename(opened, "money-back", new)
    assert not trainer.problems()


def test_a_changed_key_and_a_changed_kind_keep_what_was_learnt(trainer: Trainer) -> None:
    learn(trainer)
    opened = trainer.authoring.open("shop")
    raw = opened.file.raws["refund"]
    form = filled(fields_of("definition"), raw, "zh")
    form["parts"][0]["key"] = "whom"
    made = written("definition", form, "zh", raw)
    opened, _ = trainer.authoring.save(opened, made.raw, "refund", faces=made.faces)
    assert reps(trainer, "shop")["shop/refund/part.whom"] == 1
    form = as_kind(filled(fields_of("qa"), opened.file.raws["freight"], "zh"), "qa", "definition", "zh")
    trainer.authoring.save(opened, written("definition", form, "zh").raw, "freight")
    assert {name: n for name, n in reps(trainer, "shop").items() if "freight" in name} == {
        "shop/freight/meaning": 1, "shop/freight/term": 0,
    }  # fmt: skip


def test_a_deleted_note_leaves_its_history_and_no_one_who_names_it(trainer: Trainer, home: Path) -> None:
    learn(trainer)
    events = len(list(trainer.export_journal()))
    opened = trainer.authoring.open("shop")
    trainer.authoring.delete(opened, "refund")
    assert "refund" not in text(home)
    assert [card.id for card in trainer.cards("shop")] == ["shop/freight/answer"]
    assert len(list(trainer.export_journal())) == events
    trainer.authoring.undo()
    assert reps(trainer, "shop")["shop/refund/meaning"] == 1


def test_a_moved_note_keeps_what_was_learnt_in_a_deck_of_another_language(trainer: Trainer, home: Path) -> None:
    learn(trainer)
    was = reps(trainer, "shop")
    (home / "decks" / "shop.media").mkdir()
    opened = trainer.authoring.open("shop")
    opened, id_ = trainer.authoring.move(opened, "refund", "other")
    assert id_ == "refund-2"
    assert sum(reps(trainer, "other").values()) == sum(n for name, n in was.items() if "refund" in name)
    assert "confusable: [other/refund-2]" in text(home)
    assert "after: [refund-2]" in text(home, "other")
    assert trainer.note("other/refund-2").title.zh == "仅退款"
    assert not trainer.problems()
    with pytest.raises(Complaint):
        trainer.authoring.move(opened, "freight", "shop")


def test_merged_notes_keep_what_was_learnt_of_both(trainer: Trainer, home: Path) -> None:
    learn(trainer)
    was = reps(trainer, "shop")
    opened = trainer.authoring.open("shop")
    forms = {note: filled(fields_of(raw["kind"]), raw, "zh") for note, raw in opened.file.raws.items()}
    other = as_kind(forms["freight"], "qa", "definition", "zh")
    form = merged("definition", forms["refund"], other)
    assert form["aliases"]["zh"] == "谁付运费？"
    assert form["meaning"]["zh"] == "不退货，只退钱\n卖家"
    raw = written("definition", form, "zh", opened.file.raws["refund"]).raw
    trainer.authoring.save(opened, raw, "refund", absorb="shop/freight")
    now = reps(trainer, "shop")
    assert now["shop/refund/meaning"] == was["shop/refund/meaning"] + was["shop/freight/answer"] == 2
    assert "freight" not in {card.note for card in trainer.cards("shop")}
    opened = trainer.authoring.open("shop")
    trainer.authoring.save(opened, opened.file.raws["refund"], "refund", absorb="other/refund")
    assert "formerly:\n      - freight\n      - other/refund\n" in text(home).replace("shop/freight", "freight")
    assert "notes: []" in text(home, "other")


def test_notes_are_put_in_order(trainer: Trainer, home: Path) -> None:
    opened = trainer.authoring.open("shop")
    trainer.authoring.reorder(opened, ["freight", "refund"])
    head, first, rest = text(home).partition("  - id: freight")
    assert head == SHOP.partition("  - id: refund")[0]
    assert sorted((head + first + rest).splitlines()) == sorted(SHOP.replace("   # how it is said", "").splitlines())
    assert [line.ref for line in trainer.notes("shop")] == ["shop/freight", "shop/refund"]


def test_a_renamed_deck_keeps_what_was_learnt(trainer: Trainer, home: Path) -> None:
    learn(trainer)
    was = reps(trainer, "shop")
    assert trainer.authoring.rename_deck("shop", "store") == home / "decks" / "store.yaml"
    assert not (home / "decks" / "shop.yaml").exists()
    assert reps(trainer, "store") == {name.replace("shop/", "store/"): n for name, n in was.items()}
    assert "after: [store/refund]" in text(home, "other")
    assert not trainer.problems()


def test_only_own_decks_are_written_and_a_note_of_another_can_be_copied(trainer: Trainer, home: Path) -> None:
    builtin = next(line.id for line in trainer.decks() if not line.own)
    with pytest.raises(Complaint, match="isn't your own"):
        trainer.authoring.open(builtin)
    ref = trainer.notes(builtin)[0].ref
    note = trainer.note(ref)
    copy = trainer.authoring.copy(ref, note, "other")
    there = trainer.note(f"other/{copy}")
    assert (there.title, there.kind) == (note.title, note.kind)
    assert all(line.state.suspended for line in trainer.search(deck=builtin).lines if line.card.note_id == ref)
    (home / "decks" / "broken.yaml").write_text("id: broken\ntitle: [\n")
    (home / "decks" / "draft.yaml").write_text(OTHER.replace("id: other", "id: draft\ndraft: true"))
    trainer.refresh()
    with pytest.raises(Complaint, match="mend it first"):
        trainer.authoring.open("broken")
    assert [(one.id, one.draft) for one in trainer.authoring.decks()] == [
        ("other", False),
        ("shop", False),
        ("draft", True),
    ]
    trainer.authoring.save(trainer.authoring.open("draft"), {"kind": "qa", "front": "x", "back": "y"})
    assert "front: x" in text(home, "draft")


@pytest.mark.soak(only=True)
def test_whatever_is_done_in_whatever_order_nothing_learnt_is_lost(trainer: Trainer, home: Path, chance: int) -> None:
    rng = random.Random(chance)
    opened = trainer.authoring.open("shop")
    for n in range(6):
        opened, _ = trainer.authoring.save(opened, {"kind": "qa", "front": f"问{n}？", "back": f"答{n}"})
    learn(trainer)
    learn(trainer, "other")
    was = sum(reps(trainer, "shop", "other").values())
    assert was > 8
    trainer.authoring.reorder(opened, list(opened.file.raws))  # so that nothing that was learnt is taken back
    for step in range(30):
        decks = [deck for deck in ("shop", "other") if trainer.authoring.open(deck).file.raws]
        deck = rng.choice(decks)
        opened = trainer.authoring.open(deck)
        note = rng.choice(list(opened.file.raws))
        match rng.choice(["rename", "move", "reorder", "edit", "undo"]):
            case "rename":
                trainer.authoring.rename(opened, note, f"n{step}")
            case "move":
                trainer.authoring.move(opened, note, "other" if deck == "shop" else "shop")
            case "reorder":
                trainer.authoring.reorder(opened, rng.sample(list(opened.file.raws), len(opened.file.raws)))
            case "edit":
                trainer.authoring.save(opened, {**opened.file.raws[note], "example": f"例{step}"}, note)
            case "undo" if trainer.authoring.can_undo:
                trainer.authoring.undo()
        assert sum(reps(trainer, "shop", "other").values()) == was, (step, text(home), text(home, "other"))
        assert not trainer.problems(), [problem.in_lang("en") for problem in trainer.problems()]
