"""The glossary holds every term that the lessons give in Chinese, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"

CHINESE = re.compile(r"[\u4e00-\u9fff]")
IN_BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
ENDINGS = ("", "s", "es", "d", "ed", "ly")


class Term(NamedTuple):
    """One line of the glossary."""

    english: str
    chinese: str
    lesson: int
    meaning: str


class Use(NamedTuple):
    """A place where a lesson gives a term in Chinese: the words before the bracket, and it."""

    lesson: int
    before: str
    chinese: str


def plain(text: str) -> str:
    """Return text without marks of emphasis and code, in small letters, on one line."""
    return " ".join(re.sub(r"[*`]", "", text).split()).lower()


def chinese_in(bracket: str) -> str:
    """Drop what is not Chinese beside a term: "时间片轮转, RR" gives the first of the two."""
    return ", ".join(part for part in bracket.split(", ") if CHINESE.search(part))


def prose(lesson: int) -> str:
    """Return what a lesson says, without its title and blocks of code."""
    [path] = (ROOT / "source").glob(f"{lesson:02}_*/{lesson:02}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.sub(r"(?ms)^# .*?$|^```.*?^```", "", text)


def uses_in(text: str, lesson: int) -> list[Use]:
    """Return the terms that a text gives in Chinese, in brackets, in order."""
    return [
        Use(lesson, plain(text[max(0, found.start() - 200) : found.start()]), chinese_in(found[1]))
        for found in IN_BRACKETS.finditer(text)
    ]


def terms_of(page: str) -> list[Term]:
    """Return the lines of the glossary's table."""
    rows = [re.split(r"\s*\|\s*", row.strip("| ")) for row in re.findall(r"(?m)^\|.*\|$", page)]
    return [Term(row[0], row[1], int(row[2]), row[3]) for row in rows if row[2].isdigit()]


def term_of(use: Use, terms: list[Term]) -> Term | None:
    """Return the term that stands in the glossary for a use, the longest if several do."""
    fitting = [
        term
        for term in terms
        if term.chinese == use.chinese
        and re.search(
            rf"(?<!\w){re.escape(plain(term.english))}({'|'.join(ENDINGS)})\Z", use.before
        )
    ]
    return max(fitting, key=lambda term: len(term.english), default=None)


def findings(terms: list[Term], texts: dict[int, str]) -> list[str]:
    """Say what lacks in the glossary, what it has too much, and which lesson is wrong."""
    found, first = [], dict[Term, int]()
    for lesson, text in sorted(texts.items()):
        for use in uses_in(text, lesson):
            term = term_of(use, terms)
            if term is None:
                found.append(f"lesson {lesson}: … {use.before[-40:]} ({use.chinese}) is not there")
            else:
                first.setdefault(term, lesson)
        for term in terms:
            if not term.chinese and f"**{plain(term.english)}**" in text.lower().replace("`", ""):
                first.setdefault(term, lesson)
    for term in terms:
        name = f"{term.english} {term.chinese}".strip()
        if term not in first:
            found.append(f"{name}: no lesson has it")
        elif first[term] != term.lesson:
            found.append(f"{name}: it is introduced in lesson {first[term]}, not {term.lesson}")
    return found


@pytest.fixture(scope="module")
def page() -> str:
    """The glossary."""
    return GLOSSARY.read_text(encoding="utf-8")


def test_glossary_and_lessons_agree(page: str) -> None:
    """Every Chinese term has its line, with its English and its lesson; and no line is idle."""
    lessons = sorted(int(each.name[:2]) for each in (ROOT / "source").glob("[0-9][0-9]_*"))
    found = findings(terms_of(page), {lesson: prose(lesson) for lesson in lessons})
    assert not found, "\n".join(found)


def test_each_term_has_one_exact_line(page: str) -> None:
    """No term stands twice, none without a meaning, and they are in order of the alphabet."""
    terms = terms_of(page)
    names = [(term.english, term.chinese) for term in terms]
    assert len(set(names)) == len(names) > 100
    assert [term for term in terms if not term.meaning.strip()] == []
    order = [plain(term.english) for term in terms]
    assert order == sorted(order)


LINE = Term("zombie", "僵尸进程", 5, "it has ended")


@pytest.mark.parametrize(
    ("text", "lesson", "says"),
    [
        ("Two **zombies** (僵尸进程).", 5, []),
        ("A **zombie** (僵尸).", 5, ["(僵尸) is not there", "no lesson has it"]),
        ("An **orphan** (僵尸进程).", 5, ["orphan (僵尸进程) is not there", "no lesson has it"]),
        ("A **zombie** (僵尸进程).", 7, ["introduced in lesson 7, not 5"]),
        ("A **zombie**.", 5, ["no lesson has it"]),
    ],
)
def test_a_difference_is_reported(text: str, lesson: int, says: list[str]) -> None:
    """A missing term, another word, another lesson and an idle line are each told."""
    found = findings([LINE], {lesson: text})
    assert len(found) == len(says)
    assert all(words in each for words, each in zip(says, found, strict=True))
