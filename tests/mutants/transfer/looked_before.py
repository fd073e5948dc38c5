# diagnosis: balance-without-its-lock
def transfer(source, target, amount):
    if source is target:
        return
    if source.balance < amount:
        raise ValueError("not enough")
    first, second = sorted([source, target], key=lambda account: account.number)
    with first.lock, second.lock:
        source.balance -= amount
        target.balance += amount
