from concurrent.futures import ProcessPoolExecutor, wait


def harvest(work, items, workers, prepare):
    entries = []
    with ProcessPoolExecutor(max_workers=workers, initializer=prepare) as pool:
        tickets = []
        for item in items:
            tickets.append(pool.submit(work, item))
        wait(tickets)
        for ticket in tickets:
            try:
                entries.append(ticket.result())
            except Exception as error:
                entries.append(error)
    return entries
