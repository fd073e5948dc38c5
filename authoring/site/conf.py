"""Sphinx's settings for the site. Nothing here asks another machine for anything."""

from typing import Any

project = "Processes"
author = "the authors of the course"
language = "en"
extensions = ["myst_nb"]
source_suffix = {".ipynb": "myst-nb", ".md": "myst-nb"}
# A lesson's own levels of headings are kept; IPython's magics are no errors of the lexer.
suppress_warnings = ["myst.header", "misc.highlighting_failure", "mystnb.unknown_mime_type"]

nb_execution_mode = "off"
nb_render_markdown_format = "myst"  # with tables
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
myst_heading_anchors = 3
myst_enable_extensions: list[str] = []

html_theme = "furo"
html_title = "Processes: a course you run"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = [("course-views.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_use_index = False
html_last_updated_fmt = None
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}


def name_levels(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Give the headings of the menu the level that a screen reader asks for."""
    menu = str(context.get("furo_navigation_tree", ""))
    context["furo_navigation_tree"] = menu.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app: Any) -> None:
    """Have the menu corrected after the theme has made it."""
    app.connect("html-page-context", name_levels, priority=900)
