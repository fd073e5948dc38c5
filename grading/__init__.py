"""The instructors' side: judging submissions and reporting on a class."""
