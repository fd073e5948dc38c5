"""What an image for Binder needs besides packages: a student's folder, and JupyterLab's defaults.

`./postBuild` runs it. Whoever starts that image's server decides its options, so the defaults
are put where Jupyter looks in the environment itself.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from course_cli.lab_exchange import WITHOUT_LIST
from course_cli.lab_session import course_folder, prepare

SERVER = "jupyter_server_config.json"
PAGE = "labconfig/page_config.json"
DEFAULTS = "labconfig/default_setting_overrides.json"


def defaults() -> dict[str, dict[str, Any]]:
    """Return a student's settings as {"file name": content}, each name once.

    Where the server listens and which front ends it has is left to those who start it.
    """
    packaged = files("course_cli") / "labconfig"

    def read(role: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((packaged / role / name).read_text("utf-8"))
        return found

    everyone = read("everyone", SERVER)
    return {
        SERVER: merged({"LabApp": everyone["LabApp"]}, read("student", SERVER)),
        PAGE: merged(read("everyone", PAGE), read("student", PAGE), WITHOUT_LIST[PAGE]),
        DEFAULTS: read("everyone", DEFAULTS),
    }


def merged(*several: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of them in one, within their sections too; the later wins."""
    result: dict[str, Any] = {}
    for one in several:
        for name, value in one.items():
            before = result.get(name)
            if isinstance(before, Mapping) and isinstance(value, Mapping):
                value = merged(before, value)
            result[name] = value
    return result


def main() -> None:
    """Fill `work/` as `course lab` does, and the environment with the defaults."""
    _, news = prepare(None, instructor=False, port=None)
    for line in news:
        print(line)
    # repo2docker names its environment so.
    environment = Path(os.environ.get("NB_PYTHON_PREFIX", sys.prefix)) / "etc" / "jupyter"
    for name, content in defaults().items():
        target = environment / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"JupyterLab's defaults for {course_folder()} are in {environment}")


if __name__ == "__main__":
    main()
