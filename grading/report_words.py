"""The words of the class report: what diagnoses, boxes and figures mean."""

from __future__ import annotations

from course.checks.mistakes import catalogue

#: What a student's code could do where it ran.
BOXES = {
    "full": "in a full box: own processes, network and files, bounded memory and processor time",
    "strong": "in a strong box: own processes, network and files, weaker bounds on memory",
    "weak": "in a weak box: bounded in time and size, but with this account's files in reach",
    "off": "in no box, with all that the instructor's account may do",
}


def says(slug: str) -> str:
    """Return what a diagnosis means, in a sentence."""
    known = catalogue().get(slug)
    return known.says if known else NOTES.get(slug, "")


#: What the notes about a submission as a whole mean; the cards' diagnoses have their catalogue.
NOTES = {
    "notebook-unreadable": "The file handed in is not a notebook that can be read.",
    "notebook-missing": "No notebook of this assignment was handed in.",
    "notebook-renamed": "The notebook was handed in under another name.",
    "cells-damaged": "Some cells of the notebook were damaged.",
    "too-many-cells": "The notebook has far more cells than it was released with.",
    "module-line-missing": "An answer cell does not begin with its %%module line.",
    "module-line-misspelt": "The %%module line of an answer cell is misspelt.",
    "module-line-misplaced": "Something stands before the %%module line of an answer cell.",
    "module-renamed": "The %%module line of an answer cell has another name.",
    "module-name-refused": "A cell saves a module under a name that is taken.",
    "module-doubled": "Two cells save a module of one name; the last counted.",
    "answer-missing": "An answer cell was deleted.",
    "answer-doubled": "An answer cell was there more than once; the last counted.",
    "check-missing": "A check was deleted; it was put back and run.",
    "check-doubled": "A check was there more than once; it counted once.",
    "check-edited": "A check was edited; the original was run.",
    "unknown-check": "A cell claims points that the assignment does not have.",
    "cell-retagged": "The nbgrader marks of a cell were changed and put back.",
    "cell-type-changed": "The type of a cell was changed and put back.",
    "points-changed": "The points of a check were changed and put back.",
    "skip-execution": "A cell was tagged so that nbgrader would not run it; it was run.",
    "judge-ended": "The judge's process was ended from outside while a check ran.",
    "undiagnosed": "A check failed in a way that no known mistake describes.",
}


def difficulty(share: float) -> str:
    """Return a word for the mean share of the points that the class got."""
    for least, word in ((0.9, "very easy"), (0.7, "easy"), (0.4, "medium"), (0.2, "hard")):
        if share >= least:
            return word
    return "very hard"


def discrimination(value: float) -> str:
    """Say in words what an item–rest correlation means."""
    if value < 0:
        return "goes against the rest (who did well elsewhere did worse here): look at it again"
    for least, words in (
        (0.4, "separates well: who did well here did well on the rest"),
        (0.2, "separates somewhat"),
    ):
        if value >= least:
            return words
    return "hardly separates: says little about the rest"
