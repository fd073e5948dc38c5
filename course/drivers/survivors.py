"""Lesson 9: scenes of a main process and its children, from a seed, and how slips show in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

ORDERLY = ("the code ends", "sys.exit(3)", "1 / 0")
ABRUPT = ("os._exit(3)", "killed")
KINDS = ("plain", "daemon", "watcher")
NAMES = ("Ada", "Alan", "Grace")
Child = tuple[str, str, int]


@dataclass(frozen=True)
class Scene:
    """A main process that comes to its `ending` at a time, and what its children still need."""

    ending: str
    at: int
    children: tuple[Child, ...]

    def __str__(self) -> str:
        lines = [f"at {self.at}: {self.ending}"]
        lines += [f"    {name:<6} {kind:<8} needs {needs}" for name, kind, needs in self.children]
        return "\n".join(lines)


@dataclass(frozen=True)
class Rules:
    """What the system and Python do, and what some believe that they do."""

    orderly: tuple[str, ...] = ORDERLY
    end_with_process: bool = False  # daemons are ended with the process, not with its code
    flag_after_abrupt: bool = False  # daemons are ended by an abrupt end, too
    all_after_abrupt: bool = False  # every child is
    watchers_as_daemons: bool = False  # to watch the parent helps nobody
    main_waits: bool = True


def play(scene: Scene, rules: Rules | None = None) -> dict[str, int]:
    """Go through a scene second by second; return when each process ends."""
    rules = rules or Rules()
    orderly = scene.ending in rules.orderly
    running = {name: (kind, needs) for name, kind, needs in scene.children}
    ends: dict[str, int] = {}
    now = 0
    while running or "main" not in ends:
        for name in [name for name, (_, needs) in running.items() if needs == now]:
            ends[name] = now
            del running[name]
        waits = orderly and rules.main_waits and any(k == "plain" for k, _ in running.values())
        if now >= scene.at and "main" not in ends and not waits:
            ends["main"] = now
        asked = now >= scene.at and (not rules.end_with_process or "main" in ends)
        for name, (kind, _) in list(running.items()):
            if asked and _ends_now(kind, orderly, rules):
                ends[name] = now
                del running[name]
        now += 1
    return {name: ends[name] for name in ("main", *(name for name, _, _ in scene.children))}


def _ends_now(kind: str, orderly: bool, rules: Rules) -> bool:
    """Tell whether a child is ended by, or ends because of, its parent's ending."""
    if orderly:
        return kind != "plain"
    if rules.all_after_abrupt:
        return True
    if kind == "watcher" and not rules.watchers_as_daemons:
        return True
    return kind != "plain" and rules.flag_after_abrupt


WRONG = {
    "daemon-ends-with-the-process": replace(Rules(), end_with_process=True),
    "flag-helps-after-a-kill": replace(Rules(), flag_after_abrupt=True),
    "killed-parent-takes-all": replace(Rules(), all_after_abrupt=True),
    "watching-is-in-vain": replace(Rules(), watchers_as_daemons=True),
    "main-does-not-wait": replace(Rules(), main_waits=False),
    "errors-end-abruptly": replace(Rules(), orderly=("the code ends",)),
    "os-exit-is-orderly": replace(Rules(), orderly=(*ORDERLY, "os._exit(3)")),
}


def slips(scene: Scene) -> dict[str, dict[str, int]]:
    """Return what common mistakes make of a scene, where that differs, under their names."""
    right = play(scene)
    wrong = {slug: play(scene, rules) for slug, rules in WRONG.items()}
    return {slug: ends for slug, ends in wrong.items() if ends != right}


def my_scenes(seed: int) -> list[Scene]:
    """Return three scenes from a seed: an orderly end, an abrupt one, and one to look at twice.

    In each, every child still has work to do when the end comes, or has finished before.
    """
    chance = Random(seed)
    endings = [chance.choice(ORDERLY[:2]), "killed", chance.choice(("1 / 0", "os._exit(3)"))]
    scenes = []
    for ending in endings:
        at = chance.randint(3, 5)
        needs = [chance.randint(1, at - 1) if chance.random() < 0.2 else at + chance.randint(1, 4)
                 for _ in KINDS]  # fmt: skip
        kinds = chance.sample(KINDS, len(KINDS))
        scenes.append(Scene(ending, at, tuple(zip(NAMES, kinds, needs, strict=True))))
    return scenes


def shown(scenes: Sequence[Scene]) -> str:
    """Return scenes one under the other, each with a letter."""
    return "\n\n".join(f"{chr(65 + at)}  {scene}" for at, scene in enumerate(scenes))


def finishers(scene: Scene) -> list[str]:
    """Return the names of the children that finish their work."""
    ends = play(scene)
    return [name for name, _, needs in scene.children if ends[name] == needs]


def finishing_slips(scenes: Sequence[Scene]) -> dict[str, Any]:
    """Return what common mistakes say of who finishes, under their names."""
    right = [finishers(scene) for scene in scenes]
    found = {}
    for slug, rules in WRONG.items():
        said = []
        for scene in scenes:
            ends = play(scene, rules)
            said.append([name for name, _, needs in scene.children if ends[name] == needs])
        if said != right:
            found[slug] = said
    return found
