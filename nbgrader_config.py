"""nbgrader's configuration for this course: found by every nbgrader command in this folder.

Formgrader and `nbgrader` read the same file. Change a value here, or in a file
`nbgrader_config.json` beside it, which wins.
"""

from grading.autograde import configure
from grading.late import LatePenalty

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "processes"

# Checks run in the judge, never in a kernel together with a student's code.
configure(c)
c.Judge.cell_seconds = 60
c.Judge.start_method = "spawn"
# Students' code runs in the best box that this machine gives. Less than "strong" (or "full") is
# refused, for a weak box hides nothing; "any" accepts it (macOS, Windows, Linux without
# bubblewrap), "off" uses none. See docs/threat-model.md.
c.Judge.box = "strong"

# Late work: 10 % of its score for each day begun, after an hour's grace, at most half.
# A due date is set in Formgrader, or by `nbgrader db assignment add NAME --duedate=...`.
c.AssignLatePenalties.plugin_class = LatePenalty
c.LatePenalty.per_day = 0.10
c.LatePenalty.grace_hours = 1
c.LatePenalty.most = 0.50

# `nbgrader zip_collect`: one file per student, downloaded/ASSIGNMENT/archive/ or a zip in it,
# named STUDENT_DATE_NOTEBOOK.ipynb (2031-05-04T133000, UTC, or the date alone). Fit this to the
# names that your learning management system makes.
c.FileNameCollectorPlugin.named_regexp = (
    r".*[\\/](?P<student_id>[A-Za-z0-9.@-]+)"
    r"_(?P<timestamp>\d{4}-\d\d-\d\d(?:T\d{6})?)"
    r"_(?P<file_id>[^\\/]+)$"
)
# A student who hands in something else has handed in: the judge says that no notebook is there.
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py", ".txt", ".pdf", ".html"]
