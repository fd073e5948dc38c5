"""`%%module NAME`: save a cell as a module that child processes can import.

A spawned child does not share the notebook's `__main__`, so what it runs has to live in a file.
"""

from __future__ import annotations

import importlib
import importlib.util
import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from course.modules import ModuleNameError, check_name, module_text, write

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def register(shell: InteractiveShell) -> None:
    """Give the shell the magic, saving beside the notebook: in the kernel's folder as it is now."""
    saver = ModuleSaver(shell, Path.cwd())
    shell.register_magic_function(saver.module, "cell", "module")  # type: ignore[arg-type]
    # where checks look for the modules
    shell.course_folder = saver.folder  # type: ignore[attr-defined]


class ModuleSyntaxError(Exception):
    """A cell that Python cannot read; shows the place in the cell and nothing else."""

    def __init__(self, shell: InteractiveShell, error: SyntaxError) -> None:
        super().__init__(str(error))
        tracer: Any = shell.SyntaxTB
        self._lines: list[str] = tracer.structured_traceback(SyntaxError, error, [])

    def _render_traceback_(self) -> list[str]:
        return self._lines


class ModuleSaver:
    """Saves cells into one folder and imports them into one shell.

    The folder is remembered, so that a later `os.chdir` in the notebook moves no module.
    """

    def __init__(self, shell: InteractiveShell, folder: Path) -> None:
        self.shell = shell
        self.folder = folder
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))

    def module(self, line: str, cell: str) -> None:
        """Save this cell as a module beside the notebook, import it, and bind its public names.

        %%module greeting
        def hello(name):
            return f"hello {name}"

        saves `greeting.py`, where child processes find it, and makes `hello` usable at once.
        """
        from IPython.core.error import UsageError

        try:
            name = check_name(line.strip(), self.folder)
        except ModuleNameError as error:
            raise UsageError(str(error)) from None
        self._compile(cell)  # a cell that Python cannot read must not replace one that it could
        try:
            write(self.folder, name, module_text(name, cell))
        except OSError as error:
            raise UsageError(
                f"Cannot save {name}.py in {self.folder}: {error.strerror or error}. "
                "Is the folder writable?"
            ) from None
        module = self._import(name)
        self.shell.push(public_names(module))

    def _compile(self, cell: str) -> None:
        """Raise the cell's SyntaxError, if any, with the cell's own line numbers."""
        # The magic line is line 1 of the cell.
        source = "\n" + cell
        filename = self.shell.compile.cache(f"%%module\n{cell}", self.shell.execution_count)
        try:
            compile(source, filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise ModuleSyntaxError(self.shell, error) from None

    def _import(self, name: str) -> ModuleType:
        importlib.invalidate_caches()
        linecache.checkcache(str(self.folder / f"{name}.py"))
        before = sys.modules.pop(name, None)
        # A cached bytecode file can be taken for current when two saves fall into one second.
        cached = importlib.util.cache_from_source(str(self.folder / f"{name}.py"))
        Path(cached).unlink(missing_ok=True)
        try:
            return importlib.import_module(name)
        except Exception as error:
            if before is not None:
                sys.modules[name] = before
            self._begin_traceback_in(name, error)
            raise

    def _begin_traceback_in(self, name: str, error: Exception) -> None:
        """Let IPython show the frames from the student's module on, not those of the import."""
        frame = error.__traceback__
        while frame is not None and Path(frame.tb_frame.f_code.co_filename).stem != name:
            frame = frame.tb_next
        if frame is not None:
            shown = self.shell.InteractiveTB.structured_traceback(
                type(error), error, frame, tb_offset=0
            )
            error._render_traceback_ = lambda: shown  # type: ignore[attr-defined]


def public_names(module: ModuleType) -> dict[str, Any]:
    """Return what `from module import *` would bind."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [name for name in vars(module) if not name.startswith("_")]
    return {name: getattr(module, name) for name in names}
