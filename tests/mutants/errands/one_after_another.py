# diagnosis: awaited-one-after-another
import asyncio
from asyncio.subprocess import PIPE


async def run_all(commands):
    results = []
    for command in commands:
        child = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
        printed, _ = await child.communicate()
        results.append((child.returncode, printed.decode().strip()))
    return results
