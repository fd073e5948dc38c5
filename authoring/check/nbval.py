"""Have nbval compare the stored outputs with fresh ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path

from authoring.check.report import Problem
from authoring.execute import CELL_TIMEOUT, workplace
from authoring.notebooks import load
from authoring.outputs import UNSTABLE

KERNEL = "course-nbval"
# pytest sets PYTEST_CURRENT_TEST, and ipykernel then does not capture what children write. A
# kernelspec cannot unset a variable, so the kernel does: `env -u` for every system.
LAUNCH = (
    "import os, sys; os.environ.pop('PYTEST_CURRENT_TEST', None); sys.path.pop(0); "
    "from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
)
TOTAL_TIMEOUT = 900


def nbval(path: Path, environment: Mapping[str, str] | None = None) -> tuple[int, list[Problem]]:
    """Return how many code cells nbval compared and which differ from what is stored."""
    with workplace(path.parent) as place:
        notebook = place / path.name
        shutil.copyfile(path, notebook)
        outside = place.parent
        write_kernelspec(outside / "jupyter")
        write_rules(outside / "sanitize.cfg")
        done = run_pytest(notebook, outside, environment)
        results = outside / "results.xml"
        if not results.exists():
            tail = (done or "no output").strip().splitlines()[-1:]
            return 0, [Problem("nbval", path.name, f"nbval did not finish: {tail}", "run it again")]
        return read_results(results, path)


def run_pytest(notebook: Path, outside: Path, environment: Mapping[str, str] | None) -> str:
    """Run nbval in a process of its own; return what it said."""
    variables = {**os.environ, **(environment or {})}
    for name in ("PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS"):
        variables.pop(name, None)
    variables["JUPYTER_PATH"] = str(outside / "jupyter")
    variables["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    (outside / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "nbval.plugin", "-p", "no:cacheprovider"]
    command += ["-c", str(outside / "pytest.ini"), "--rootdir", str(outside), "--color=no"]
    command += ["--nbval", f"--nbval-kernel-name={KERNEL}", f"--nbval-cell-timeout={CELL_TIMEOUT}"]
    command += [f"--nbval-sanitize-with={outside / 'sanitize.cfg'}"]
    command += [f"--junitxml={outside / 'results.xml'}", str(notebook)]
    try:
        done = subprocess.run(
            command,
            env=variables,
            cwd=notebook.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TOTAL_TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {TOTAL_TIMEOUT} s"
    return done.stdout.decode("utf-8", errors="replace")


def write_kernelspec(folder: Path) -> None:
    """Describe the kernel that nbval starts."""
    spec = folder / "kernels" / KERNEL / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", LAUNCH, "-f", "{connection_file}", "--log-level=ERROR"]
    text = json.dumps({"argv": argv, "display_name": KERNEL, "language": "python"})
    spec.write_text(text, encoding="utf-8")


def write_rules(path: Path) -> None:
    """Write the rules of `authoring.outputs` as nbval's sanitise file."""
    rules = [f"regex: {pattern.pattern}\nreplace: {to}\n" for pattern, to in UNSTABLE]
    path.write_text("\n".join(rules), encoding="utf-8")


def read_results(results: Path, path: Path) -> tuple[int, list[Problem]]:
    """Return the verdicts of a JUnit file."""
    code = [cell for cell in load(path).cells if cell.cell_type == "code"]
    problems = []
    cases = list(ElementTree.parse(results).iter("testcase"))
    for case in cases:
        trouble = [child for child in case if child.tag in ("failure", "error")]
        if trouble:
            words = case.get("name", "").split()
            number = int(words[1]) if len(words) == 2 and words[1].isdigit() else -1
            where = f"cell {code[number].id!r}" if 0 <= number < len(code) else path.name
            problems.append(
                Problem(
                    "nbval",
                    where,
                    telling_line(trouble[0]),
                    f"run `course normalize --execute {path.stem}`, or tag the cell "
                    "nbval-ignore-output if its output cannot be stable",
                )
            )
    if len(cases) != len(code):
        problems.append(
            Problem("nbval", path.name, f"nbval saw {len(cases)} of {len(code)} code cells", "")
        )
    return len(code), problems


def telling_line(trouble: ElementTree.Element) -> str:
    """Return the line of nbval's message that says most."""
    lines = [line.strip() for line in (trouble.text or "").splitlines() if line.strip()]
    telling = [line for line in lines if "Cell" not in line and "Input" not in line]
    return "; ".join((telling or lines or ["it failed"])[:3])[:240]
