from functools import reduce


def gamer(slice_length, cpu):
    if cpu < slice_length:
        return [cpu]
    return [slice_length - 1, 1, *gamer(slice_length, cpu - slice_length + 1)]


def step(state, turn, allotments):
    queue, used = state
    event, ran = turn
    if event == "boost":
        return 1, 0
    if queue == len(allotments):
        return queue, 0
    return (queue, used + ran) if used + ran < allotments[queue - 1] else (queue + 1, 0)


def queues(history, allotments):
    states = reduce(lambda seen, turn: [*seen, step(seen[-1], turn, allotments)], history, [(1, 0)])
    return [queue for queue, _ in states[1:]]
