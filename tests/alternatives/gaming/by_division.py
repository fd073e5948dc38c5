def gamer(slice_length, cpu):
    turn = slice_length - 1
    rounds = (cpu - 1) // turn
    return [turn, 1] * rounds + [cpu - rounds * turn]


def queues(history, allotments):
    budget = list(allotments)
    after = []
    for event, ran in history:
        here = len(allotments) - len(budget)
        budget[0] -= ran
        if event == "boost":
            budget, here = list(allotments), 0
        elif budget[0] <= 0 and len(budget) > 1:
            del budget[0]
            here += 1
        after.append(here + 1)
    return after
