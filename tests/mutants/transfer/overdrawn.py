# diagnosis: overdrawn
def transfer(source, target, amount):
    if source is target:
        return
    first, second = sorted([source, target], key=lambda account: account.number)
    with first.lock, second.lock:
        source.balance -= amount
        target.balance += amount
