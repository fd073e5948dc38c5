import asyncio
from asyncio.subprocess import PIPE


async def run_all(commands):
    children = [await asyncio.create_subprocess_exec(*c, stdout=PIPE) for c in commands]
    results = []
    for child in children:
        printed = await child.stdout.read()
        results.append((await child.wait(), printed.decode().strip()))
    return results
