"""`ops-trainer team move` and `rescue`: the server has another address; the only lead's device is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.cli import main
from ops_trainer.team_server import FILE, TeamServer
from ops_trainer.team_server.http.app import Place, TeamServing


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def run(capsys: pytest.CaptureFixture[str], home: Path, *words: str, lang: str = "en") -> tuple[int, str, str]:
    """The exit status, what is printed, what is said beside it."""
    capsys.readouterr()
    status = main(["--home", str(home), "--lang", lang, "team", *words])
    found = capsys.readouterr()
    return status, found.out, found.err


def test_a_server_that_moved_and_a_lead_that_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server, lead, new = (tmp_path / name for name in ("server", "lead", "new"))
    server.mkdir()
    with TeamServer.open(server / FILE) as hub:
        with ops_trainer.open(lead, learner="li") as trainer:
            trainer.teams.found(hub, "Growth", "Li", "http://127.0.0.1:1")
        with TeamServing(hub, Place(port=0)) as serving:
            assert run(capsys, lead, "sync")[0] == 2
            asked = run(capsys, lead, "move", serving.url)
            assert (asked[0], "It was not told anything yet" in asked[2], "--yes" in asked[2]) == (2, True, True)
            assert run(capsys, lead, "sync")[0] == 2
            moved = run(capsys, lead, "move", serving.url, "--yes")
            assert moved[:2] == (0, f"“Growth” is now at {serving.url}.\n")
            assert run(capsys, lead, "sync")[0] == 0
            assert run(capsys, lead, "move", "http://127.0.0.1:1", "--yes")[0] == 2
            status, line, said = run(capsys, server, "rescue", "Growth")
            assert (status, "24 hours" in said) == (0, True)
            code = re.search(r"(\w{4}-){3}\w{4}", line)
            assert code is not None
            assert run(capsys, new, "join", serving.url, code.group(), "--name", "Zoe")[0] == 0
            assert "Zoe" in run(capsys, new, "members")[1]
            assert "server" in run(capsys, new, "log")[1]
    status, _, said = run(capsys, server, "rescue", "Nobody", lang="zh")
    assert (status, said.strip()) == (2, "这里没有唯一叫“Nobody”的团队。现有：Growth")


def test_where_the_database_is_may_stand_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = tmp_path / "where"
    where.write_text(f"  {tmp_path / 'elsewhere.db'}\n", encoding="utf-8")
    made = run(capsys, tmp_path / "li", "create", "Growth", "--name", "Li", "--database", f"@{where}")
    assert (made[0], (tmp_path / "elsewhere.db").exists()) == (0, True)
    with TeamServer.open(tmp_path / "elsewhere.db") as hub:
        assert hub.team_names() == ["Growth"]
    where.write_text("\n", encoding="utf-8")
    for bad in (where, tmp_path / "nowhere"):
        assert run(capsys, tmp_path / "li", "rescue", "Growth", "--database", f"@{bad}")[0] == 2
