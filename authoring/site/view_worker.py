"""Run cells that show widgets, without a kernel, and write down what each widget holds.

`python -m authoring.site.view_worker ASKED MADE`: ASKED lists cells with what runs before them,
MADE gets for each cell a list of {"code", "style", "state", "picture"}.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from ipywidgets import Widget

from authoring.execute import workplace
from authoring.outputs import WIDGET, steady


def views(shell: Any, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one cell in a folder like its lesson's; a failure leaves nothing to show."""
    shell.reset(new_session=True)
    home = Path.cwd()
    with workplace(Path(job["folder"])) as place:
        os.chdir(place)
        try:
            with capture_output():
                runs = [shell.run_cell(source) for source in job["before"]]
            with capture_output() as shown:
                runs.append(shell.run_cell(job["source"]))
        finally:
            os.chdir(home)
    if not all(run.success for run in runs):
        return []
    bundles = [output.data for output in shown.outputs]
    if runs[-1].result is not None:  # the value of the last line is shown after what it displays
        bundles.append(shell.display_formatter.format(runs[-1].result)[0])
    return [saved(data) for data in bundles if WIDGET in data]


def saved(data: dict[str, Any]) -> dict[str, Any]:
    """Return what one widget holds."""
    widget = Widget.widgets[data[WIDGET]["model_id"]]
    state = widget.get_state()
    own = set(widget.keys) - set(Widget.class_trait_names()) - {"layout", "tabbable", "tooltip"}
    return {
        "code": state["_esm"],
        "style": state["_css"],
        "state": {key: state[key] for key in sorted(own) if not key.startswith("_")},
        "picture": steady(data.get("text/html", "")),
    }


def main(asked: str, made: str) -> None:
    """Answer one list of cells."""
    jobs = json.loads(Path(asked).read_text(encoding="utf-8"))
    shell = InteractiveShell.instance()
    found = [views(shell, job) for job in jobs]
    Path(made).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
