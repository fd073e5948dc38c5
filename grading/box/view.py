"""What a box shows of the machine: Python, the system's libraries, the course's helpers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from course.checks.house import OWN_FOLDERS

ENTRY = "/run/box/entry.py"
ZYGOTE = "/run/box/zygote.py"
FOLDER = "/tmp"
SHARED_MEMORY = "/dev/shm"
_SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec")
_TOP = ("/bin", "/lib", "/lib32", "/lib64")
_PIECES = ("bin", "lib", "lib64", "pyvenv.cfg")
_DEVICES = ("null", "zero", "full", "random", "urandom")
# the course's other rooms, should they be installed beside what the box shows
_ROOMS = ("grading", "authoring", "course_cli")


def environment() -> dict[str, str]:
    """Return all that a process in the box knows of the outside by its environment."""
    import course

    variables = {
        "PATH": os.pathsep.join((str(Path(sys.prefix, "bin")), "/usr/bin", "/bin")),
        "HOME": FOLDER,
        "TMPDIR": FOLDER,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        OWN_FOLDERS: os.pathsep.join((FOLDER, SHARED_MEMORY)),
    }
    home = Path(course.__file__).parents[1]
    if home.name not in ("site-packages", "dist-packages"):
        variables["PYTHONPATH"] = str(home)
    return variables


def read_only_paths() -> list[Path]:
    """List the real files and folders that a box shows, none of them writable."""
    import course

    shown = [Path(path) for path in _SYSTEM]
    # a virtual environment's python may lead elsewhere than base_prefix says
    real = str(Path(sys.executable).resolve().parents[1])
    for prefix in dict.fromkeys((sys.base_prefix, real, sys.prefix)):
        shown += [Path(prefix, piece) for piece in _PIECES]
    # `course` as it was imported; a wheel's copy lies in a shown folder already
    shown.append(Path(course.__file__).parent)
    return [path for path in _outermost(shown) if path.exists()]


def below_the_folders(extra: Iterable[Path]) -> list[str]:
    """List what a box shows below its writable folders; a fresh folder there would hide it."""
    shown = [*read_only_paths(), *(Path(path).resolve() for path in extra)]
    folders = (FOLDER, SHARED_MEMORY)
    return [str(p) for p in shown if any(p.is_relative_to(folder) for folder in folders)]


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Leave out what another path of the list shows already; keep the order."""
    unique = list(dict.fromkeys(paths))
    return [p for p in unique if not any(q != p and p.is_relative_to(q) for q in unique)]


def masked(shown: Iterable[Path], hidden: Iterable[Path]) -> list[Path]:
    """List what lies within the shown folders and must not be seen."""
    roots = list(shown)
    rooms = [site / room for root in roots for site in _sites(root) for room in _ROOMS]
    secret = [Path(path).resolve() for path in hidden]
    for path in secret:
        if any(root.is_relative_to(path) and root != path for root in roots):
            raise ValueError(f"{path} must be hidden, yet holds what the box needs to show")
    inside = [p for p in secret if any(p.is_relative_to(root.resolve()) for root in roots)]
    return [path for path in [*rooms, *inside] if path.exists()]


def _sites(root: Path) -> Iterator[Path]:
    if root.name in ("lib", "lib64"):
        yield from root.glob("python3*/site-packages")
        yield from root.glob("python3/dist-packages")


def _top_level() -> Iterator[str]:
    """Repeat the machine's own merging of /bin and /lib into /usr."""
    for name in _TOP:
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", os.readlink(path), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)


def _parents(paths: Iterable[Path]) -> Iterator[str]:
    """Create the folders on the way; those that bubblewrap implies are closed to all but root."""
    known: set[Path] = set()
    for path in paths:
        for parent in reversed(path.parents[:-1]):
            if parent not in known:
                known.add(parent)
                yield from ("--perms", "0755", "--dir", str(parent))


def mounts(extra: Iterable[Path], hidden: Iterable[Path], folder_bytes: int) -> list[str]:
    """Return bubblewrap's options for the box's files.

    Args:
        extra: further folders to show, read-only, where they are.
        hidden: folders and files that must not be seen even if they lie in a shown folder.
        folder_bytes: size of the two writable folders, /tmp and /dev/shm.
    """
    shown = [*read_only_paths(), *(Path(path).resolve() for path in extra)]
    options: list[str] = []
    for writable in (FOLDER, SHARED_MEMORY):
        options += _parents([Path(writable)])
        options += ("--size", str(folder_bytes), "--perms", "1777", "--tmpfs", writable)
    options += _parents([*shown, Path(ENTRY), Path("/etc/x")])
    options += _top_level()
    for path in shown:
        if path.is_symlink():
            options += ("--symlink", os.readlink(path), str(path))
        else:
            options += ("--ro-bind", str(path), str(path))
    for path in masked(shown, hidden):
        if path.is_dir():
            options += ("--perms", "0000", "--tmpfs", str(path))
        else:
            options += ("--ro-bind", os.devnull, str(path))
    for place in (ENTRY, ZYGOTE):
        options += ("--ro-bind", str(Path(__file__).with_name(Path(place).name)), place)
    options += ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")
    for device in _DEVICES:
        options += ("--dev-bind", f"/dev/{device}", f"/dev/{device}")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        options += ("--symlink", f"/proc/self/fd/{number}", f"/dev/{name}")
    options += ("--symlink", "/proc/self/fd", "/dev/fd", "--proc", "/proc")
    return options


def small_files(uid: int, gid: int) -> dict[str, bytes]:
    """Return the few files of /etc that the C library asks for."""
    return {
        "/etc/passwd": f"student:x:{uid}:{gid}:student:{FOLDER}:/bin/sh\n".encode(),
        "/etc/group": f"student:x:{gid}:\n".encode(),
        "/etc/hosts": b"127.0.0.1 localhost box\n::1 localhost\n",
        "/etc/nsswitch.conf": b"passwd: files\ngroup: files\nhosts: files\n",
    }
