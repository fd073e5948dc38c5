# diagnosis: await-forgotten
import asyncio
from asyncio.subprocess import PIPE


async def run_one(command):
    child = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    printed, _ = child.communicate()
    return child.returncode, printed.decode().strip()


async def run_all(commands):
    return await asyncio.gather(*map(run_one, commands))
