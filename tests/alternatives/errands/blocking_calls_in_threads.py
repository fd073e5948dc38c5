import asyncio
import subprocess


def run_one(command):
    run = subprocess.run(command, capture_output=True, text=True)
    return run.returncode, run.stdout.strip()


async def run_all(commands):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(asyncio.to_thread(run_one, c)) for c in commands]
    return [task.result() for task in tasks]
