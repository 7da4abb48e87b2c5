"""Files that mean harm, and any bytes at all: one line, status 2, little time and memory, nothing outside the home."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.exchange import markup, registry
from ops_trainer.exchange.parcel import Losses, Parcel, Source
from ops_trainer.locale import Complaint
from tests.examples import examples

CORPUS = Path(__file__).with_name("corpus")
MOST_BYTES = 200 << 20
MOST_SECONDS = 5
BODY = '<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>1. a</w:t></w:r></w:p></w:body></w:document>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


def zipped(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def bombs(megabytes: int) -> dict[str, Callable[[], bytes]]:
    """Packed zeros, as a package, a workbook and a text."""
    return {
        "bomb.apkg": lambda: zipped(**{"collection.anki2": bytes(megabytes << 20), "media": b"{}"}),
        "bomb.xlsx": lambda: zipped(**{"xl__workbook.xml": bytes(megabytes << 20)}),
        "bomb.docx": lambda: zipped(**{"word__document.xml": b"<a>" + bytes(megabytes << 20)}),
    }


def linked() -> bytes:
    """A workbook whose list of sheets asks for a file of the machine."""
    sheet = "<row r='1'><c r='A1' t='s'><v>0</v></c></row>"
    return zipped(
        **{"xl__workbook.xml": "<workbook/>", "xl___rels__workbook.xml.rels": OUTSIDE, "xl__sheet1.xml": sheet}
    )


# How each file is made: whoever only collects the tests makes none.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "laughs.xml": LAUGHS.encode,
    "outside.xml": OUTSIDE.encode,
    "deep.xml": ("<quiz>" + "<a>" * 5000).encode,
    "cut.apkg": lambda: (CORPUS / "anki" / "stock-latest.apkg").read_bytes()[:9000],
    "empty.apkg": lambda: zipped(media=b"{}"),
    "text.apkg": lambda: zipped(**{"collection.anki2": b"not a database", "media": b"{}"}),
    **bombs(40),
    "laughs.xlsx": lambda: zipped(**{"xl__workbook.xml": LAUGHS}),
    "strings.xlsx": linked,
    "deep.docx": lambda: zipped(**{"word__document.xml": "<w:document xmlns:w='x'>" + "<w:p>" * 5000}),
    "nothing.txt": bytes,
    "noise.csv": lambda: bytes(range(256)) * 40,
    "gates.html": "<!doctype html><script>alert(1)</script>".encode,
}  # fmt: skip
LARGE = bombs(160)  # with what a process has anyway, more than one may take
HOSTILE |= {name: (CORPUS / "hostile" / name).read_bytes for name in ("bomb-zstd.apkg", "farcell.xlsx", "laughs.docx")}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    with pytest.raises(Complaint) as caught:
        registry.read(Source(path))
    assert all("\n" not in caught.value.in_lang(lang) for lang in ("zh", "en"))


# What a process took at most stands in its own status: what its parent had before it began counts elsewhere.
MEASURED = """
import sys, time
from ops_trainer import cli
status = cli.main(sys.argv[1:])
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(status, most.split()[1], time.process_time())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no figures of a process here")
@pytest.mark.parametrize(
    "name",
    [
        "bomb-zstd.apkg",
        *(pytest.param(name, marks=pytest.mark.soak(only=True)) for name in ("farcell.xlsx", *LARGE)),
    ],
)
def test_a_bomb_takes_little_memory_and_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(LARGE.get(name, HOSTILE[name])())
    words = ["--home", str(tmp_path / "home"), "decks", "import", str(path)]
    done = subprocess.run([sys.executable, "-c", MEASURED, *words], capture_output=True, text=True, check=True)
    status, kilobytes, seconds = done.stdout.split()
    assert (int(status), len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert int(kilobytes) * 1024 < MOST_BYTES
    assert float(seconds) < MOST_SECONDS
    assert not list((tmp_path / "home" / "decks").glob("*"))


def test_no_name_of_a_file_in_a_package_is_a_path() -> None:
    parcel = registry.read(Source(CORPUS / "hostile" / "traversal.apkg"))
    assert parcel.media == {}


def test_html_neither_runs_nor_nests_for_ever() -> None:
    lost = Losses()
    text = markup.to_text("<b onclick=x>a</b><script>1</script><svg><script>2</script></svg><p>b</p>", "", lost.add)
    assert text == "a\nb"
    assert {loss.complaint.params.get("tag") for loss in lost} == {None, "on…", "script", "svg"}
    with pytest.raises(Complaint, match="nested too deep"):
        markup.to_text("<div>" * 101, "", lost.add)
    assert markup.to_text("<table><tr><td>1<td>2</table><ul><li>a<li>b</ul>x<sub>2</sub>", "", lost.add) == (
        "1 | 2\n· a\n· b\nx2"
    )


def survives(path: Path) -> None:
    """Whatever a file holds, reading it gives notes or a complaint."""
    parcel: Parcel | None = None
    with suppress(Complaint):
        parcel = registry.read(Source(path))
    assert parcel is None or all(loss.in_lang("en") for loss in parcel.losses)


SMALL = sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.stat().st_size < 9_000)
PIECES = [
    b"{", b"}", b"=", b"~", b"#", b"::", b"<", b"&", b"]]>", b"\xff", b"\0", b"\x1f", b"PK\x03\x04", b'"',
    b"\t", b"{{c1::", b"Q: ", b"A: ", b"1. ", b"A. ", "答：".encode(), b"$CATEGORY:", b"%50%", b"->", b"\\", b"|", b";",
]  # fmt: skip


@given(
    which=st.integers(0, len(SMALL) - 1),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.integers(0, 40)), max_size=6),
)
@examples(60)
def test_a_file_that_was_torn_is_read_or_refused(
    which: int, cuts: list[tuple[float, bytes, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = SMALL[which].read_bytes()
    for where, piece, gone in cuts:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + gone :]
    path = tmp_path_factory.getbasetemp() / f"torn{SMALL[which].suffix}"
    path.write_bytes(data)
    survives(path)


@given(
    text=st.lists(
        st.sampled_from(
            [piece.decode("utf-8", "replace") for piece in PIECES] + ["甲", "x ", "T", "F", "-", "==", "?"]
        ),
        max_size=60,
    )
)
@examples(60)
def test_any_text_is_read_or_refused_as_any_format(text: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_text("".join(text), encoding="utf-8", errors="replace")
    survives(path)
    for name in ("tsv", "csv", "exam", "gift", "aiken", "quizlet", "hashcards", "markdown", "moodle"):
        with suppress(Complaint):
            registry.read(Source(path), name)


def test_json_of_a_package_that_is_no_list_of_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.apkg"
    path.write_bytes(zipped(**{"collection.anki2": b"", "media": json.dumps([1, 2])}))
    survives(path)
