# diagnosis: code-read-too-early
import asyncio
from asyncio.subprocess import PIPE


async def run_one(command):
    child = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    code = child.returncode
    printed, _ = await child.communicate()
    return code, printed.decode().strip()


async def run_all(commands):
    return await asyncio.gather(*map(run_one, commands))
