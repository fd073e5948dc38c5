"""Pages that ask no other machine for anything: who reads feedback is nobody else's business."""

from __future__ import annotations

import sys
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from traitlets import default

TEMPLATES = Path(__file__).parent / "templates"


class OfflineHTML(HTMLExporter):
    """nbconvert's HTML without scripts from elsewhere. Formulas stay as they were written."""

    @default("template_paths")
    def _ours_first(self) -> list[str]:
        return [str(TEMPLATES), *self._template_paths()]


def use_in_formgrader() -> None:
    """Let a Formgrader that is loaded show submissions that way, too."""
    formgrader = sys.modules.get("nbgrader.server_extensions.formgrader.formgrader")
    if formgrader is not None:
        formgrader.HTMLExporter = OfflineHTML  # type: ignore[attr-defined]
