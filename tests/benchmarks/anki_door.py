"""Our decks to Anki's own engine and back: `python -m tests.benchmarks.anki_door PYTHON` prints what came back.

PYTHON is an interpreter of an environment of its own that has the package `anki`; it runs as a peer, in a process of
its own, and nothing of it is imported here.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PEER = """
import sys
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
folder, source = sys.argv[1:3]
col = Collection(folder + "/collection.anki2")
options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
log = col.import_anki_package(ImportAnkiPackageRequest(package_path=source, options=options)).log
print("anki took", len(log.new), "new,", len(log.updated), "updated,", log.found_notes, "found;",
      col.card_count(), "cards,", col.db.scalar("select count() from revlog"), "reviews")
again = col.import_anki_package(ImportAnkiPackageRequest(package_path=source, options=options)).log
print("a second time", len(again.new), "new")
for name, legacy in (("latest", False), ("legacy", True)):
    col.export_anki_package(out_path=f"{folder}/{name}.apkg", options=ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy), limit=None)
col.close()
"""


def main(python: str) -> None:
    """Send a home's decks with a history through Anki, and say what is the same afterwards."""
    import ops_trainer
    from ops_trainer.exchange import registry
    from ops_trainer.memory import Rating

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stock = Path(__file__).parents[1] / "exchange" / "corpus" / "anki" / "stock-latest.apkg"
        with ops_trainer.open(folder / "home") as trainer:
            trainer.import_foreign(trainer.plan_import(trainer.read_foreign(stock)), history=True)
            session = trainer.study(["ops-basics"], new_limit=9)
            while session.card is not None:
                session.grade(Rating.GOOD)
            decks = [line.id for line in trainer.decks()]
            going = trainer.outgoing(decks, "zh", history=True)
            (folder / "ours.apkg").write_bytes(registry.write(going, "anki"))
            print("sent", len(going.notes), "notes,", len(going.reviews), "reviews,", len(going.media), "files")
            subprocess.run([python, "-c", PEER, str(folder), str(folder / "ours.apkg")], check=True)
            for layout in ("latest", "legacy"):
                parcel = trainer.read_foreign(folder / f"{layout}.apkg")
                plan = trainer.plan_import(parcel)
                print(layout, len(parcel.notes), "notes,", len(parcel.reviews), "reviews,", len(parcel.media), "files;",
                      plan.added, "new,", plan.updated, "changed here")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
