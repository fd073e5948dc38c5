"""A JupyterHub for one class on one Linux server. How to set it up: docs/jupyterhub.md.

Read it once from top to bottom: each line is a decision that you may want to make otherwise.
"""

import csv
import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821

# --- The class ------------------------------------------------------------------------------
# The course folder belongs to the instructor's account, and to it alone (chmod 700): it holds the
# answers, the hidden tests and every score. The exchange is the one folder that all may write to.
COURSE = Path(os.environ.get("COURSE_FOLDER", "/srv/course"))
EXCHANGE = Path(os.environ.get("COURSE_EXCHANGE", "/srv/exchange"))
INSTRUCTORS = set(os.environ.get("COURSE_INSTRUCTORS", "instructor").split())
# The file that `nbgrader db student import` reads too; its column `id` holds the account names.
with open(COURSE / "students.csv", encoding="utf-8-sig", newline="") as roster:
    STUDENTS = {row["id"].strip() for row in csv.DictReader(roster)} - INSTRUCTORS

# --- Who may come in ------------------------------------------------------------------------
# PAM: accounts and passwords of this machine. nbgrader tells students apart by account, so each
# needs one. For a university's login put an OAuthenticator or LTI class here, and keep the list.
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = STUDENTS | INSTRUCTORS
c.Authenticator.admin_users = set()  # nobody needs to be one: the hub itself is run by root

# --- What each person gets ------------------------------------------------------------------
# systemd keeps each person's processes together, bounds them and ends them with their server.
# "jupyterhub.spawner.LocalProcessSpawner" needs no systemd, and bounds nothing.
c.JupyterHub.spawner_class = "systemd"
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 1.0
# A lesson's largest exercise has about a dozen processes at a time; a fork bomb has this many.
c.SystemdSpawner.unit_extra_properties = {"TasksMax": "256"}
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.disable_user_sudo = True
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = 120


def open_as(spawner):
    """Start a student's or an instructor's server, by the name: it runs as that account."""
    role = "instructor" if spawner.user.name in INSTRUCTORS else "student"
    spawner.cmd = [sys.executable, "-m", "course_cli.hub_server", role]
    spawner.environment = {
        **spawner.environment,
        "COURSE_FOLDER": str(COURSE),
        "COURSE_EXCHANGE": str(EXCHANGE),
    }
    # Names only: what they hold is made by the server, as that account.
    page = "docs/instructor.md" if role == "instructor" else "START_HERE.md"
    spawner.default_url = f"/lab/tree/{page}"


c.Spawner.pre_spawn_hook = open_as

# --- Servers that nobody uses ---------------------------------------------------------------
# An hour without a browser or a running kernel ends a server; files stay.
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]

# --- Where it listens -----------------------------------------------------------------------
# On this machine only. Put a web server with a certificate in front (nginx, Caddy): passwords and
# work must not cross a network unencrypted.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
# The proxy that pip installs. It hands each answer on when it is whole, and would give up after 20
# seconds: grading from Formgrader takes longer. For more than some dozens of people leave these
# lines away and use the one that JupyterHub asks for: `npm install -g configurable-http-proxy`.
proxy = "from configurable_http_proxy.cli import main; main()"
c.ConfigurableHTTPProxy.command = [sys.executable, "-c", proxy, "--proxy-timeout", "3600000"]
