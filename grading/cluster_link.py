"""The line to a Dask scheduler: what can go wrong on it is said in one sentence.

`distributed` takes half a second to import, so it is imported when somebody asks for a cluster.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import threading
import uuid
import warnings
from collections.abc import Collection
from typing import Any

from grading import cluster_worker

_CONNECT = 10.0
_GOODBYE = 8.0
AGAIN = "Nothing is lost: the same command goes on where it stopped."


class ClusterTrouble(RuntimeError):
    """The cluster cannot be used (any more); the message says what to do."""


class Link:
    """A client of the scheduler at ``address``, for one run.

    Raises:
        ClusterTrouble: if there is no scheduler that we can work with, now or later.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._run = uuid.uuid4().hex
        self._client: Any = _connect(address)
        self._deaths_before: int | None = None
        try:
            self._compare_versions()
            # Whether a task that lost its worker is tried again, we decide.
            self._deaths_before = self._ask(
                self._client.run_on_scheduler, cluster_worker.allow_deaths, 0
            )
        except BaseException:
            self._client.close(timeout=2)
            raise

    def close(self, futures: Collection[Any]) -> None:
        """Cancel what is not done, end our processes on every worker, hang up."""
        # A worker that hangs must not keep us.
        goodbye = threading.Thread(target=self._say_goodbye, args=(list(futures),), daemon=True)
        goodbye.start()
        goodbye.join(_GOODBYE)
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)

    def _say_goodbye(self, futures: list[Any]) -> None:
        client = self._client
        with contextlib.suppress(Exception):
            if client.status == "running":
                client.cancel(futures)
                client.run(cluster_worker.leave, self._run, on_error="ignore")
                client.run_on_scheduler(cluster_worker.allow_deaths, self._deaths_before)

    def threads(self) -> dict[str, int]:
        """Return each worker's address and how many submissions it grades at a time."""
        return dict(self._ask(self._client.nthreads))

    def submit(self, parcel: bytes, allowed: Collection[str] | None) -> Any:
        """Send a parcel to one of the ``allowed`` workers (None: to any); return its future."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a parcel is large is no news
            return self._ask(
                self._client.submit,
                cluster_worker.grade_parcel,
                parcel,
                cluster_worker.code_digest(),
                self._run,
                key=f"grade-{uuid.uuid4().hex}",  # a dashboard shows no student's name
                pure=False,
                workers=sorted(allowed) if allowed else None,
            )

    def cancel(self, future: Any) -> None:
        """Take a task back."""
        self._ask(future.cancel)

    def gone(self) -> ClusterTrouble:
        """Return the trouble of a scheduler that has gone."""
        return ClusterTrouble(
            f"The scheduler at {self.address} is gone. Start it and its workers, then run the "
            f"same command. {AGAIN}"
        )

    def _ask(self, function: Any, *arguments: Any, **options: Any) -> Any:
        if self._client.status != "running":
            raise self.gone()
        try:
            return function(*arguments, **options)
        except (OSError, TimeoutError) as error:
            raise self.gone() from error
        except ImportError as error:
            raise ClusterTrouble(lacking(error)) from error

    def _compare_versions(self) -> None:
        """Refuse a cluster that would misunderstand us."""
        known = self._ask(self._client.get_versions)
        mine = _versions(known["client"])
        others = {"The scheduler": known["scheduler"]}
        others |= {f"The worker {name}": worker for name, worker in known["workers"].items()}
        for name, other in others.items():
            for what, version in _versions(other).items():
                if version != mine[what]:
                    raise ClusterTrouble(
                        f"{name} has {what} {version}, this machine has {mine[what]}. Give the "
                        "scheduler, the workers and this machine the same environment."
                    )


def lacking(error: ImportError) -> str:
    """Say that a part of the cluster lacks a package."""
    return (
        f"The cluster lacks something that this machine has ({error}). Give its scheduler and "
        'workers the same environment: pip install "course[grading,dask]".'
    )


def _connect(address: str) -> Any:
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # we say it in a sentence
    try:
        from distributed import Client
    except ImportError:
        raise ClusterTrouble(
            'For --dask, install the extra "dask": pip install "course[grading,dask]" '
            "(in a clone: uv sync --extra dask)."
        ) from None
    start: Any = Client  # it has no types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return start(address, timeout=_CONNECT, set_as_default=False, name="course-grade")
    except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
        lines = str(error).strip().splitlines()
        said = lines[0] if lines else type(error).__name__
    # A client that could not connect must go now: if it is collected while another one starts,
    # distributed waits for itself.
    gc.collect()
    raise ClusterTrouble(
        f"There is no Dask scheduler to be reached at {address} ({said}). Start one with "
        "`dask scheduler`; it prints its address, as tcp://host:8786."
    )


def _versions(known: Any) -> dict[str, str]:
    """Return what must be equal, from what a part of the cluster says of itself."""
    if not isinstance(known, dict):
        return {"software": "that does not answer"}
    python = str(dict(known["host"])["python"]).split(".")
    packages = dict(known["packages"])
    return {"Python": ".".join(python[:2]), "distributed": str(packages["distributed"])}
