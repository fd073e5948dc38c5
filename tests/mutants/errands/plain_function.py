# diagnosis: not-a-coroutine
import subprocess


def run_all(commands):
    runs = [subprocess.run(command, capture_output=True, text=True) for command in commands]
    return [(run.returncode, run.stdout.strip()) for run in runs]
