"""From `course lab`'s options to a running server, and to its end."""

from __future__ import annotations

import html
import signal
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import course_cli
from authoring.lessons import UnknownLesson, find_course
from course.progress import folder_of_lessons, lesson_folders
from course_cli.lab_exchange import WITHOUT_LIST, Settings, exchange_settings
from course_cli.lab_folder import Change, Update, bring_up_to_date, home_of, released
from course_cli.lab_server import LabError, LabServer
from course_cli.start_page import NAME, start_page, start_page_of_exchange

OWN_FOLDERS = frozenset(
    {"source", "release", "submitted", "autograded", "feedback", "course", "docs", "tests"}
)


def course_folder() -> Path | None:
    """Return the course's checkout: around the current folder, else where this package lives."""
    for place in (Path.cwd(), Path(course_cli.__file__).parent):
        try:
            return find_course(place).root
        except UnknownLesson:
            continue
    return None


def folder_in_hand(here: Path) -> Path | None:
    """Return the student's notebooks around `here`, or just below it, where there is no course."""
    if place := folder_of_lessons(here):
        return place
    for place in (here / "work", here / "release"):
        if any(lesson_folders(place)):
            return place
    return here if any(here.glob("*.ipynb")) else None


def prepare(
    folder: Path | None, *, instructor: bool, port: int | None, exchange: Path | None = None
) -> tuple[LabServer, list[str]]:
    """Return a server that is ready to start, and the news about the student's files."""
    root = course_folder()
    settings = exchange_settings(exchange)
    if folder is not None:
        chosen = folder.expanduser().resolve()
    elif root is not None:
        chosen = root if instructor else root / "work"
    elif not instructor and (found := folder_in_hand(Path.cwd())):
        chosen = found
    else:
        raise LabError(
            "There is no course here: change to the folder of your lessons and start again,\n"
            "or name it: course lab --folder PATH"
        )
    try:
        if instructor:
            return _for_instructor(chosen, port, settings), []
        return _for_student(chosen, root, port, settings)
    except OSError as error:
        raise LabError(
            f"{chosen} cannot be used ({error.strerror or error}).\n"
            "Choose a folder that you may write to: course lab --folder PATH"
        ) from None


def _for_instructor(folder: Path, port: int | None, settings: Settings) -> LabServer:
    if not (folder / "nbgrader_config.py").is_file():
        raise LabError(
            f"{folder} has no nbgrader_config.py, so it is not a course.\n"
            "Change to the course's folder, or name it: course lab --instructor --folder PATH"
        )
    guide = Path("docs", "instructor.md")
    page = guide.as_posix() if (folder / guide).is_file() else ""
    # An instructor sees the Assignment List with or without an exchange: it says what is missing.
    settings = {} if settings is WITHOUT_LIST else settings
    return LabServer(
        folder, home_of(folder), instructor=True, port=port, page=page, configuration=settings
    )


def _for_student(
    folder: Path, root: Path | None, port: int | None, settings: Settings
) -> tuple[LabServer, list[str]]:
    if root and belongs_to_course(folder, root):
        raise LabError(
            f"{folder} belongs to the course itself: your notebooks need a folder of their own.\n"
            "Leave --folder away to use work/."
        )
    offered: dict[str, bytes] = {}
    if "nbgrader_config.json" in settings:
        # Lessons come through the exchange: a second copy of each would only confuse.
        offered[NAME] = start_page_of_exchange(folder).encode()
    elif root and (lessons := released(root / "release")):
        offered = lessons | {NAME: start_page(root / "release", folder).encode()}
    elif not any(folder.rglob("*.ipynb")):
        raise LabError(
            "No lesson has been released yet, and your folder holds no notebook.\n"
            "An instructor releases the lessons with: course release"
        )
    folder.mkdir(parents=True, exist_ok=True)
    updates = bring_up_to_date(folder, offered)
    page = NAME if (folder / NAME).exists() else ""
    server = LabServer(folder, home_of(folder), port=port, page=page, configuration=settings)
    return server, [*describe(updates), f"Your notebooks are in {folder}"]


def belongs_to_course(folder: Path, root: Path) -> bool:
    """Say whether a student's notebooks in this folder would mix with the course's own files."""
    return folder == root or (
        root in folder.parents and folder.relative_to(root).parts[0] in OWN_FOLDERS
    )


def describe(updates: list[Update]) -> Iterator[str]:
    """Say in a line or two what happened to the student's files."""
    for change, words in {
        Change.ADDED: "New",
        Change.RENEWED: "Renewed, since you had not changed it",
        Change.KEPT: "Yours is kept; rename it and start again to get the newer one",
    }.items():
        # The start page is ours and says what has been passed: it is new all the time.
        paths = [
            update.path
            for update in updates
            if update.change is change and (update.path != NAME or change is Change.ADDED)
        ]
        if paths:
            yield f"{words}: {', '.join(paths)}"


def hold(server: LabServer, *, say: Callable[[str], None], browser: bool) -> None:
    """Run the server until Ctrl-C, the end of the terminal, or File → Shut Down."""
    say("Starting JupyterLab …")
    with interrupts_for_all_ends():
        try:
            with server:
                say(f"The course is open at {server.link}\nPress Ctrl-C here to end it.")
                if browser:
                    open_browser(server)
                server.wait()
        except KeyboardInterrupt:
            pass
    say("The course is closed; nothing is left running.")


def open_browser(server: LabServer) -> None:
    """Open the course through a private file: a command line would show the token to others."""
    page = server.home / "open.html"
    page.touch(mode=0o600)
    address = html.escape(server.link, quote=True)
    page.write_text(
        f'<!doctype html><meta http-equiv="refresh" content="0; url={address}">'
        f'<p><a href="{address}">Open the course</a></p>',
        encoding="utf-8",
    )
    webbrowser.open(page.as_uri())


@contextmanager
def interrupts_for_all_ends() -> Iterator[None]:
    """Treat a request to terminate and a closed terminal like Ctrl-C; then let nothing hurry it."""
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]

    def interrupt(*_: object) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {one: signal.signal(one, interrupt) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
