"""Make the README's moving pictures anew: `python tests/browser/record_readme.py`.

A new student's JupyterLab, from the start page on: the first exercise untouched, an answer that
swaps two numbers, the cards that say so, the repair, green cards. Each frame is a screenshot. It is
done in the light theme and in the dark one, and needs Chromium, and ImageMagick for the joining.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from conftest import ARGUMENTS, CHROMIUM
from lab_page import CURRENT, ROOT, LabPage, solutions
from playwright.sync_api import expect, sync_playwright

from course_cli.lab_session import prepare

LESSON, EXERCISE = "00_toolkit", "whoami"
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 860, "height": 640}
# Hundredths of a second.
GLANCE, READ = 90, 350


class Film:
    """Screenshots and how long each is shown."""

    def __init__(self, page: LabPage, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.frames: list[tuple[Path, int]] = []

    def take(self, shown: int) -> None:
        """Take the part of the page from the answer cell on."""
        self.page.page.mouse.move(0, 0)
        path = self.folder / f"{len(self.frames):02d}.png"
        answer = self.page.cell(self.page.position_of(EXERCISE))
        answer.evaluate("node => node.scrollIntoView({ block: 'start' })")
        box = answer.bounding_box()
        assert box is not None
        clip = {"x": box["x"], "y": box["y"], "width": SIZE["width"], "height": SIZE["height"]}
        self.page.page.screenshot(path=path, clip=clip, caret="initial")  # type: ignore[arg-type]
        self.frames.append((path, shown))

    def join(self, target: Path) -> None:
        """Write one GIF that never ends."""
        magick = shutil.which("magick") or shutil.which("convert")
        assert magick, "ImageMagick is not installed"
        parts = [part for path, shown in self.frames for part in ("-delay", str(shown), str(path))]
        ending = ["-loop", "0", "+dither", "-colors", "64", "-layers", "optimize", str(target)]
        subprocess.run([magick, *parts, *ending], check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, "--no-sandbox"]
        )
        for theme in ("light", "dark"):
            folder = Path(name, theme)
            began = time.monotonic()
            server, _ = prepare(folder / "work", instructor=False, port=None)
            server.arguments = ["--LabApp.expose_app_in_browser=True"]
            server.start()
            try:
                page = LabPage(
                    chromium.new_page(viewport={"width": 1196, "height": 1000}), server
                ).start()
                page.screenshot(f"walk-start-{theme}")
                page.page.click(f".jp-MarkdownViewer a[href*='{LESSON}']")
                page.page.wait_for_selector(f".lm-TabBar-tabLabel:has-text('{LESSON}.ipynb')")
                page.open(f"{LESSON}/{LESSON}.ipynb").set_theme(theme)
                film = Film(page, folder)
                solve(page, film)
                print(
                    f"{theme}: from the start to the green cards {time.monotonic() - began:.0f} s"
                )
                assert page.strangers() == []
                print(f"{len(page.requests)} requests, none to another machine")
                target = IMAGES / f"exercise-{theme}.gif"
                film.join(target)
                print(f"{target.name}: {target.stat().st_size // 1000} kB")
            finally:
                server.stop()
        chromium.close()


def solve(page: LabPage, film: Film) -> None:
    """Solve the first exercise as many do: at the second attempt."""
    answer = page.position_of(EXERCISE)
    checks = [page.position_of(it) for it in page.verdicts() if it.startswith(f"test-{EXERCISE}-")]
    page.run(next(n for n, cell in enumerate(page.cells()) if cell["cell_type"] == "code"))
    for number in checks:  # fold the checks' code, as View → Collapse Selected Code does
        page.page.evaluate(
            f"n => {{ const panel = {CURRENT}; panel.content.widgets[n].inputHidden = true }}",
            number,
        )
    right = solutions(LESSON)[EXERCISE].rstrip()
    wrong = right.replace("os.getpid(), os.getppid()", "os.getppid(), os.getpid()")
    assert wrong != right

    def attempt(looked: int) -> None:
        page.run(answer)
        for number in checks:
            page.run(number)
        film.take(looked)

    page.run(answer)
    film.take(READ // 2)
    start = wrong.index("    return")
    for end in (start + 15, start + 29, len(wrong)):
        page.type_into(answer, wrong[:end])
        film.take(GLANCE // 2)
    attempt(READ + 150)
    page.type_into(answer, wrong[: start + 11])
    film.take(GLANCE // 2)
    page.type_into(answer, right)
    film.take(GLANCE)
    attempt(READ)
    verdicts = page.verdicts()
    assert all(verdicts[page.cells()[number]["id"]] for number in checks)
    expect(page.cell(checks[-1]).get_by_role("status")).to_contain_text("Passed")


if __name__ == "__main__":
    main()
