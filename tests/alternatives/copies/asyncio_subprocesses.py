import asyncio
import json
import sys
from asyncio.subprocess import PIPE


async def run_one(program):
    child = await asyncio.create_subprocess_exec(sys.executable, program, stdout=PIPE)
    printed, _ = await child.communicate()
    return json.loads(printed)


async def run_all(program, count):
    return await asyncio.gather(*(run_one(program) for _ in range(count)))


def run_copies(program, count):
    return list(asyncio.run(run_all(program, count)))
