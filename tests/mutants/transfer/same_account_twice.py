# diagnosis: waits-for-itself
def transfer(source, target, amount):
    first, second = sorted([source, target], key=lambda account: account.number)
    with first.lock, second.lock:
        if source.balance < amount:
            raise ValueError("not enough")
        source.balance -= amount
        target.balance += amount
