# diagnosis: text-not-parsed
import subprocess
import sys


def run_copies(program, count):
    command = [sys.executable, program]
    return [subprocess.run(command, capture_output=True, text=True).stdout for _ in range(count)]
