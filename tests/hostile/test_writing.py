"""Code that writes where it should not."""

from __future__ import annotations

from pathlib import Path

from grading.box import Protection
from tests.hostile.arena import besiege

ROOT = Path(__file__).resolve().parents[2]


def test_only_the_two_own_folders_can_be_written(each: Protection) -> None:
    code = f"""
import os, sys
from pathlib import Path
places = ["/", "/etc", "/usr/lib", "/usr/bin", "/run/box", "/dev", "/proc", "/root", "/var/tmp",
          sys.prefix, sys.base_prefix + "/lib", os.path.dirname(os.__file__), {str(ROOT)!r},
          {str(ROOT / "course")!r}, "/tmp", "/dev/shm"]
for place in places:
    try:
        Path(place, "planted").write_text("x")
        print(place)
    except OSError:
        pass
"""
    assert besiege(code, each).output == "/tmp\n/dev/shm\n"


def test_what_is_written_is_not_there_in_the_next_box(each: Protection) -> None:
    plant = "open('/tmp/json.py', 'w').write('1/0'); open('/dev/shm/x', 'w').write('x')"
    code = "import os, json; print(os.listdir('/tmp'), os.listdir('/dev/shm'))"
    before = besiege(code, each).output  # not quite empty where the course lies below /tmp
    besiege(plant, each)
    assert before == besiege(code, each).output
    assert "json.py" not in before


def test_the_courses_helpers_cannot_be_changed(each: Protection) -> None:
    code = """
import course, os
for act in (lambda: open(course.__file__, "a"), lambda: os.unlink(course.__file__),
            lambda: os.chmod(course.__file__, 0o777), lambda: os.utime(course.__file__),
            lambda: os.rename(os.path.dirname(course.__file__), "/tmp/course")):
    try:
        act()
        print("changed")
    except OSError:
        pass
"""
    assert besiege(code, each).output == ""
