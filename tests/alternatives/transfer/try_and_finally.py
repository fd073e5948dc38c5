def transfer(source, target, amount):
    if source.number == target.number:
        return
    first, second = (source, target) if source.number < target.number else (target, source)
    first.lock.acquire()
    try:
        second.lock.acquire()
        try:
            if source.balance < amount:
                raise ValueError("not enough money")
            source.balance = source.balance - amount
            target.balance = target.balance + amount
        finally:
            second.lock.release()
    finally:
        first.lock.release()
