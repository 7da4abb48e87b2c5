"""The manual: a page of each topic in both languages, and every command and option in it."""

from __future__ import annotations

import re

import pytest

from ops_trainer import help as pages
from ops_trainer.locale import Lang
from ops_trainer.trainer.settings import AUTO, Kind, Setting, shown_settings
from tests.known_commands import commands


def manual(lang: str) -> str:
    return "\n".join(pages.page(topic, lang) for topic in pages.topics())  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_and_option_stands_in_the_manual(lang: str) -> None:
    text = manual(lang)
    missing = []
    for name, options in commands():
        if name and not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            missing.append(name)
        missing += [f"{name} {option}" for option in options if not re.search(rf"{option}(?![\w-])", text)]
    assert not missing


def test_every_page_stands_in_both_languages_with_a_title() -> None:
    for topic in pages.topics():
        for lang in ("zh", "en"):
            assert pages.page(topic, lang).startswith("# ")
            assert pages.title(topic, lang)


def test_pages_name_only_topics_that_exist() -> None:
    for lang in ("zh", "en"):
        named = set(re.findall(r"ops-trainer help ([a-z]+(?:-[a-z]+)*)", manual(lang)))
        assert named <= set(pages.topics())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_of_settings_has_each_with_its_default(lang: Lang) -> None:
    cells = [
        re.split(r" *\| *", line)[1:-1] for line in pages.page("settings", lang).splitlines() if line.startswith("|")
    ]
    automatic = {"zh": "跟随系统", "en": "system"}[lang]
    rows = [(key, default) for key, _, default in cells[2:]]  # after the heading and its rule

    def told(one: Setting) -> str:
        if isinstance(one.default, bool) or one.default == AUTO or one.kind is Kind.TEXT:
            return one.value_name(one.default, lang)
        return str(one.default) or automatic

    assert rows == [(one.key, told(one)) for one in shown_settings()]
