"""No answer is published: read the finished site for lines of solutions and hidden tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

from nbformat import NotebookNode

from authoring.notebooks import Notebook
from authoring.release import leaks

READ = {".html", ".js", ".json", ".txt", ".svg", ".md", ".ipynb", ".py"}


class Text(HTMLParser):
    """Collect what a page says, scripts and attributes among it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep attributes: an answer in one would be published too."""
        self.parts += [f"\n{value}\n" for _, value in attrs if value and "\n" in value]

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.parts.append(data)


def text_of(path: Path) -> str:
    """Return a file's text as a reader sees it; of a script also what its strings hold."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        page = Text()
        page.feed(text)
        page.close()
        return "".join(page.parts)
    if path.suffix == ".ipynb":  # `leaks` reads notebooks itself
        return text
    return re.sub(r'\\(["\\/])', r"\1", text.replace("\\n", "\n"))


def published(folder: Path, sources: Mapping[str, Notebook]) -> list[str]:
    """Say which solutions or hidden tests can be read in a site; `sources` is lesson -> notebook.

    A lesson's own page may hold no line of its answers. Any other file may hold one that stands in
    the open in some lesson: taught code returns in the answers of another.
    """
    files = {
        path.relative_to(folder).as_posix(): text_of(path).encode("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in READ
    }
    found = []
    for name, source in sources.items():
        own = f"lessons/{name}.html"
        found += leaks(source, {own: files[own]} if own in files else {})
    everything = NotebookNode(cells=[cell for one in sources.values() for cell in one.cells])
    found += leaks(everything, files)
    # A guide for authors may name the marks; it holds no answer for that.
    said = (line for line in found if line.startswith("lessons/") or " contains " not in line)
    return list(dict.fromkeys(said))
