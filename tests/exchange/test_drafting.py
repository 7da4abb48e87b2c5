"""An article becomes a draft: whatever its file, by rules that say how sure they are."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

import pytest

import ops_trainer
from ops_trainer.drafting.blocks import blocks_of
from ops_trainer.drafting.own_words import ArticleWords
from ops_trainer.drafting.rules import Draft, drafts_of
from ops_trainer.exchange.parcel import Source

LINES = [
    ("h", "一、客服有哪些岗位"),
    ("p", "下面几个岗位各管一段。"),
    ("p", "售前：回答买家的问题。介绍商品和活动。"),
    ("p", "售后：处理退款和投诉。跟进物流。"),
    ("p", "质检：抽查对话。给出评分和建议。"),
    ("h", "二、接待有哪些技巧"),
    ("p", "1. 先道歉：先道歉再问原因，买家更愿意说。"),
    ("p", "2. 给选项：给两个方案让买家选。"),
    ("h", "三、名词"),
    ("p", "首次响应时长是指从买家开口到第一次人工回复之间的时间。"),
]
WANTED = {
    ("role", "售前"), ("role", "售后"), ("role", "质检"), ("tip", "先道歉"), ("tip", "给选项"),
    ("definition", "首次响应时长"),
}  # fmt: skip


def docx() -> bytes:
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    body = "".join(f"<w:p>{style if sort == 'h' else ''}<w:r><w:t>{text}</w:t></w:r></w:p>" for sort, text in LINES)
    styles = '<w:styles xmlns:w="x"><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="x"><w:body>{body}</w:body></w:document>')
        archive.writestr("word/styles.xml", styles)
    return out.getvalue()


ARTICLES = {
    "a.txt": "\n".join(text for _, text in LINES).encode(),
    "a.md": "\n\n".join(("## " if sort == "h" else "") + text for sort, text in LINES).encode(),
    "a.html": "".join(
        f"<{'h2' if s == 'h' else 'p'}>{escape(text)}</{'h2' if s == 'h' else 'p'}>" for s, text in LINES
    ).encode(),
    "a.docx": docx(),
}


def drafted(path: Path) -> list[Draft]:
    return drafts_of(blocks_of(Source(path)))


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_gives_the_same_drafts_whatever_its_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(ARTICLES[name])
    found = drafted(path)
    assert {(draft.raw["kind"], draft.raw["term"]) for draft in found} == WANTED
    assert [draft.raw["term"] for draft in found if not draft.taken] == ["首次响应时长"]
    assert found[0].raw["duties"] == {"d1": "介绍商品和活动。"}


def test_a_table_and_a_heading_with_a_list_are_drafts(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# T\n\n| 术语 | 释义 |\n| --- | --- |\n| 甲 | 一 |\n\n## 退款\n\n三步走。\n\n- 核对\n- 打款\n",
        encoding="utf-8",
    )
    found = {draft.rule: draft.raw for draft in drafted(path)}
    assert found["table"]["meaning"] == "一"
    assert found["list"]["parts"] == {"p1": "核对", "p2": "打款"}


def test_a_pdf_is_read() -> None:
    found = drafted(Path(__file__).with_name("corpus") / "article.pdf")
    assert [draft.raw["term"] for draft in found] == ["Churn", "Retention", "Cohort"]


def test_a_draft_lies_in_the_home_and_is_not_asked(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "客服.txt"
    path.write_bytes(ARTICLES["a.txt"])
    with ops_trainer.open(home) as trainer:
        plan = trainer.plan_import(trainer.read_article(path))
        plan.draft = True
        done = trainer.import_foreign(plan)
        assert done.added == 5
        text = (home / "decks" / f"{done.decks[0]}.yaml").read_text(encoding="utf-8")
        assert "draft: true" in text
        assert done.decks[0] not in [line.id for line in trainer.decks()]
        assert [problem.complaint.key for problem in trainer.problems()] == ["deck.draft"]
        trainer.undo_import()
        assert trainer.problems() == ()


def test_what_runs_along_with_the_article_is_found_whatever_its_punctuation() -> None:
    words = ArticleWords(
        "售前：回答买家关于商品和活动的各种问题。Answer every question before the buyer has to ask it twice."
    )
    assert words.run("回答 买家，关于商品和活动的问题") == "回答买家关于商品和活动的"
    assert words.run("回答买家关于商品的问题") == ""
    assert words.run("Before the buyer asks") == "", "two words in a row are nobody's"
    assert words.run("Answer every question before the buyer has to ask!").startswith("answerevery")
    note = {
        "kind": "role",
        "term": "回答买家关于商品和活动的各种问题",
        "mission": "答疑",
        "duties": {"d": "回答买家关于商品和活动的"},
    }
    assert words.run_in(note) == "回答买家关于商品和活动的"
    assert words.run_in({**note, "duties": {}}) == "", "what it is called may stand"
