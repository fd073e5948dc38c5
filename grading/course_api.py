"""Open a course folder as Formgrader does: nbgrader's own API, with the folder's configuration."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader


def open_course(folder: Path, log_level: int = logging.ERROR) -> NbGraderAPI:
    """Return nbgrader's API over the course in ``folder``, set up by its nbgrader_config files."""
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    if (folder / "nbgrader_config.json").exists():  # it wins, as it does on the command line
        config.merge(JSONFileConfigLoader("nbgrader_config.json", path=str(folder)).load_config())
    config.CourseDirectory.root = str(folder)
    config.NbGraderAPI.log_level = log_level
    coursedir = CourseDirectory(config=config)
    if coursedir.db_url.startswith("sqlite:///") and "?" not in coursedir.db_url:
        # Two that write at once wait for each other; nbgrader gives up the whole class instead.
        coursedir.db_url += "?timeout=60"
    return NbGraderAPI(coursedir=coursedir, config=config)
