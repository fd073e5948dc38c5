"""Prove a lesson: its form, its cells, its release, and every answer that is known for it."""

from __future__ import annotations

from authoring.check.lesson import check_lesson
from authoring.check.report import Problem, Report

__all__ = ["Problem", "Report", "check_lesson"]
