import asyncio


async def one(executor, work, question, tell):
    loop = asyncio.get_running_loop()
    try:
        tell(question, await loop.run_in_executor(executor, work, question))
    except Exception as error:
        tell(question, error)


async def every(executor, work, questions, tell):
    await asyncio.gather(*(one(executor, work, question, tell) for question in questions))


def ask_all(executor, work, questions, tell):
    asyncio.run(every(executor, work, questions, tell))
