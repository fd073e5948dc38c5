"""The class's nbgrader exchange, the shared folder through which assignments come and go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course_cli.lab_server import LabError

Settings = Mapping[str, Mapping[str, Any]]

WITHOUT_LIST: Settings = {
    "labconfig/page_config.json": {
        "disabledExtensions": {
            "@jupyter/nbgrader:assignment-list": True,
            # The menu holds nothing else that a student may open.
            "@jupyter/nbgrader:menu": True,
        }
    }
}


def exchange_settings(exchange: Path | None) -> Settings:
    """Return the settings for this exchange; without one, those that hide the Assignment List.

    A machine whose administrator set up nbgrader for everybody needs no exchange named here.
    """
    if exchange is None:
        return {} if machine_has_settings() else WITHOUT_LIST
    folder = exchange.expanduser().resolve()
    if not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
        raise LabError(
            f"The exchange {folder} is not a folder that you may write to.\n"
            "Ask your instructor for the right one, or start without --exchange."
        )
    return {"nbgrader_config.json": {"Exchange": {"root": str(folder)}}}


def machine_has_settings() -> bool:
    """Say whether nbgrader is set up for this whole machine or environment."""
    from jupyter_core.paths import ENV_CONFIG_PATH, SYSTEM_CONFIG_PATH

    return any(
        (Path(place) / f"nbgrader_config.{kind}").is_file()
        for place in [*ENV_CONFIG_PATH, *SYSTEM_CONFIG_PATH]
        for kind in ("py", "json")
    )
