"""The catalogue: both languages complete, nothing missing, nothing unused, nothing said beside it."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest

from ops_trainer import locale
from tests.known_commands import commands
from tests.sources import PACKAGE, nodes, trees

LOCALE = PACKAGE / "locale"
KEY = re.compile(r"^[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*$")
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff]:(?!//)|[,;!?][\u4e00-\u9fff]")
ADDRESS = re.compile(r"[a-z+]+://[^\s，。；（）]+")
COUNTED = re.compile(
    r"answers|bytes|cards|characters|days|decks|devices|events|files|hours|invites|learners|members|minutes|months|notes"
    r"|people|pieces|players|points|problems|questions|reviews|seconds|topics|votes|weeks|words|years"
)
# One word for one thing: 知识点 is what a deck teaches.
RETIRED = re.compile(r"(?<!纯文本)笔记(?!本)|想要的保持率|Retention wanted")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


@cache
def catalogue(lang: str) -> dict[str, object]:
    return {
        f"{file.stem}.{name}": text
        for file in sorted((LOCALE / lang).glob("*.toml"))
        for name, text in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


def texts_of(value: object) -> list[str]:
    return [str(text) for text in value.values()] if isinstance(value, dict) else [str(value)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def constants() -> frozenset[str]:
    found: set[str] = set()
    for path in trees():
        parts = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in node.values}
        found |= {
            node.value
            for node in nodes(path)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
        }
    for page in (*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.html")):
        found |= set(re.findall(r"[\"'`]([a-z][a-z_0-9]*\.[a-z][a-z_0-9]*)[\"'`]", page.read_text(encoding="utf-8")))
    return frozenset(found)


@cache
def built() -> list[re.Pattern[str]]:
    """Keys that are put together in code, as patterns: a variable part stands for any name."""
    found = []
    for path in trees():
        for node in nodes(path):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[a-z0-9_]+" for v in node.values]
                if re.match(r"[a-z_]+\\\.[a-z0-9_]*", parts[0]):
                    found.append(re.compile("^" + "".join(parts).replace("\\_", "_") + "$"))
    return found


ENDINGS = (".id", ".py", ".toml", ".tcss", ".db", ".css", ".js", ".html", ".yaml", ".json")


def test_both_languages_say_the_same_things() -> None:
    assert catalogue("zh").keys() == catalogue("en").keys()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_message_is_empty(lang: str) -> None:
    empty = [key for key, value in catalogue(lang).items() if not all(text.strip() for text in texts_of(value))]
    assert not empty


def test_both_languages_take_the_same_parameters() -> None:
    differ = []
    for key, value in catalogue("zh").items():
        zh = set().union(*(fields(text) for text in texts_of(value)))
        en = set().union(*(fields(text) for text in texts_of(catalogue("en").get(key, ""))))
        if zh - {"n"} != en - {"n"}:
            differ.append((key, zh ^ en))
    assert not differ


def test_no_message_is_missing() -> None:
    areas = {key.partition(".")[0] for key in catalogue("en")}
    used = {text for text in constants() if KEY.match(text) and text.partition(".")[0] in areas}
    ids = binding_ids()
    missing = sorted(key for key in used - catalogue("en").keys() - ids if not key.endswith(ENDINGS))
    assert not missing


def binding_ids() -> set[str]:
    """Ids of key bindings look like catalogue keys and are none."""
    found = set()
    for path in trees():
        for node in nodes(path):
            if isinstance(node, ast.Call):
                found |= {k.value.value for k in node.keywords if k.arg == "id" and isinstance(k.value, ast.Constant)}
    return {str(name) for name in found}


def test_no_message_is_unused() -> None:
    used, patterns = constants(), built()
    unused = [key for key in catalogue("en") if key not in used and not any(p.match(key) for p in patterns)]
    assert not unused


def docstrings(path: Path) -> set[int]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
    return found


@pytest.mark.parametrize("room", ["tui", "cli"])
def test_nothing_is_said_beside_the_catalogue(room: str) -> None:
    found = []
    for path in trees():
        if path.relative_to(PACKAGE).parts[0] != room:
            continue
        skip = docstrings(path)
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
                text = node.value
                if HAN.search(text) or (SENTENCE.search(text) and not is_code(text)):
                    found.append((str(path.relative_to(PACKAGE)), node.lineno, text[:60]))
    assert not found


def is_code(text: str) -> bool:
    """Style sheets, markup styles and the like: words with a space between that nobody reads."""
    return bool(re.search(r"[{};#$]|^(ops-trainer|bold|dim|not|reverse|italic|underline|on|No such command)\b", text))


def test_chinese_messages_use_full_width_punctuation() -> None:
    wrong = [
        (key, text)
        for key, value in catalogue("zh").items()
        for text in texts_of(value)
        if HALF_WIDTH.search(ADDRESS.sub("", text))
    ]
    assert not wrong


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_commands_stand_as_the_person_can_type_them(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "typed", "python3 -m ops_trainer")
    first = "|".join({name.partition(" ")[0] for name, _ in commands() if name})
    named = re.compile(rf"\bops-trainer (?:{first})\b(?! server\b)")  # “team server” is what the program can be
    texts = [text for value in catalogue(lang).values() for text in texts_of(value)]
    assert sum(bool(named.search(text)) for text in texts) > 20
    assert [text for text in texts if len(named.findall(text)) != len(locale.COMMAND.findall(text))] == []
    assert locale.say("team.none", "en").endswith(": python3 -m ops_trainer team join URL CODE")
    assert "python3" not in locale.say("team.not_a_server", "en", url="http://h")
    assert "python3 -m ops_trainer study --help" in locale.say(
        "cli.wrong_use", "en", detail="", what="", path="ops-trainer study"
    )


# Words that look like a plural behind a number and are none, or whose number is a limit that is never one.
NO_PLURAL = re.compile(r"(most|high|bound|low|least|of|all|shown|of_all)\b")


def test_english_has_the_word_that_fits_one() -> None:
    """Wherever a message counts things, one of them is "1 card" and not "1 cards"."""
    wrong = {}
    for key, text in catalogue("en").items():
        forms = [text["one"]] if isinstance(text, dict) and "one" in text else texts_of(text)
        for form in forms:
            for name, _, word in re.findall(
                r"\{(\w+)\} ((?:new |such |open )?)([a-z]+)\b", locale.PLURAL.sub("", form)
            ):
                if COUNTED.fullmatch(word) and not NO_PLURAL.match(name):
                    wrong[key] = f"{{{name}}} {word}"
    assert not wrong
    said = locale.say("cli.checked", "en", files=1, errors=2, warnings=1)
    assert said.startswith("1 file read: 2 problems, 1 piece of advice")


@pytest.mark.parametrize("folder", ["locale", "help"])
def test_words_that_were_given_up_do_not_come_back(folder: str) -> None:
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((PACKAGE / folder).rglob("*.*"))
        if path.suffix in (".md", ".toml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if RETIRED.search(line)
    ]
    assert not found
