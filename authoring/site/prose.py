"""The pages that are no lessons: the index with the map of the lessons, and the guides of docs/."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from authoring.site.lessons import Opening

# In this order; other pages of docs/ follow by name.
GUIDES = ("student", "glossary", "instructor", "scaling", "threat-model", "contributing")
LINK = re.compile(r"(?P<mark>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)")

INDEX = """\
# Processes: a course you run

Lessons on operating-system processes. They start real ones, on your computer, and their exercises
grade themselves. Here you read them; what they print and draw was saved when they ran, and the
pictures in steps can be played with on these pages.

## The lessons

{map}

## Run it yourself

You need Python 3.11 or newer, [uv](https://docs.astral.sh/uv/) and a copy of the course's folder.
In that folder:

```console
uv run course lab
```

JupyterLab opens with every lesson, its checks and its live pictures.

```{{toctree}}
:hidden:
:caption: Lessons

{lessons}
```

```{{toctree}}
:hidden:
:caption: About the course

{guides}
```
"""


def guides(root: Path) -> dict[str, Path]:
    """Return the pages beside the lessons, in the order of the menu: name -> file."""
    found = {path.stem: path for path in sorted((root / "docs").glob("*.md"))}
    if (contributing := root / "CONTRIBUTING.md").exists():
        found["contributing"] = contributing
    first = [name for name in GUIDES if name in found]
    return {name: found[name] for name in [*first, *(n for n in found if n not in first)]}


def guide_text(path: Path, root: Path, pages: Mapping[str, Path]) -> tuple[str, set[Path]]:
    """Return a guide for the site, and the pictures that it shows.

    A link to another guide stays a link. What a link to any other file says stays, without it.
    """
    homes = {page.resolve(): name for name, page in pages.items()}
    pictures = set[Path]()

    def moved(found: re.Match[str]) -> str:
        target, _, part = found["target"].partition("#")
        if "://" in target or target.startswith("mailto:") or not target:
            return found[0]
        place = (path.parent / target).resolve()
        if place in homes:
            ending = f"#{part}" if part else ""
            return f"{found['mark']}[{found['words']}]({homes[place]}.md{ending})"
        lesson = place.stem
        if place.suffix == ".ipynb" and place.parent.name == lesson and place.exists():
            return f"[{found['words']}](lessons/{lesson}.ipynb)"
        if found["mark"] and place.is_file() and root.resolve() in place.parents:
            pictures.add(place)
            return f"![{found['words']}](images/{place.name})"
        return found["words"]

    text = path.read_text(encoding="utf-8")
    return outside_code(text, lambda part: LINK.sub(moved, part)), pictures


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the parts of a Markdown text that are no fenced code."""
    parts = re.split(r"(^```.*?^```[ \t]*$)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


def index_text(openings: Mapping[str, Opening], pages: Sequence[str]) -> str:
    """Return the first page."""
    return INDEX.format(
        map=lesson_map(openings),
        lessons="\n".join(
            f"{one.number} · {one.title} <lessons/{name}>" for name, one in openings.items()
        ),
        guides="\n".join(pages),
    )


def lesson_map(openings: Mapping[str, Opening]) -> str:
    """Return the map: each lesson with its question and what it builds on."""
    known = {one.number: name for name, one in openings.items()}
    items = []
    for name, one in openings.items():
        links = [
            f'<a href="lessons/{known[number]}.html">{number}</a>' if number in known
            else str(number)
            for number in one.needs
        ]  # fmt: skip
        builds = f'<span class="course-needs">Builds on {listed(links)}</span>' if links else ""
        items.append(
            f'<li><span class="course-number" aria-hidden="true">{one.number}</span><div>'
            f'<a class="course-lesson" href="lessons/{name}.html">{html.escape(one.title)}</a>'
            f'<span class="course-asks">{html.escape(one.question)}</span>{builds}</div></li>'
        )
    return (
        f'<ol class="course-map" start="{min(known, default=0)}">\n' + "\n".join(items) + "\n</ol>"
    )


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: "A, B and C"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
