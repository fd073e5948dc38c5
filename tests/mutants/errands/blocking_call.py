# diagnosis: blocking-call-in-loop
import asyncio
import subprocess


async def run_one(command):
    run = subprocess.run(command, capture_output=True, text=True)
    return run.returncode, run.stdout.strip()


async def run_all(commands):
    return await asyncio.gather(*(run_one(command) for command in commands))
