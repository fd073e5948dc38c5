"""Trusted code that drives a student's module inside the process of a checked call."""
