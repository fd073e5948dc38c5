# diagnosis: success-assumed
import asyncio
from asyncio.subprocess import PIPE


async def run_one(command):
    child = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    printed, _ = await child.communicate()
    return 0, printed.decode().strip()


async def run_all(commands):
    return await asyncio.gather(*map(run_one, commands))
