# diagnosis: lock-not-given-back
def transfer(source, target, amount):
    if source is target:
        return
    first, second = sorted([source, target], key=lambda account: account.number)
    first.lock.acquire()
    second.lock.acquire()
    if source.balance < amount:
        raise ValueError("not enough")
    source.balance -= amount
    target.balance += amount
    second.lock.release()
    first.lock.release()
