# diagnosis: loop-in-a-loop
import asyncio
from asyncio.subprocess import PIPE


async def run_one(command):
    child = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    printed, _ = await child.communicate()
    return child.returncode, printed.decode().strip()


async def run_all(commands):
    return [asyncio.run(run_one(command)) for command in commands]
