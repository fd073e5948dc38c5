# diagnosis: balance-without-its-lock
def transfer(source, target, amount):
    if source is target:
        return
    with source.lock:
        if source.balance < amount:
            raise ValueError("not enough")
        source.balance -= amount
    target.balance += amount
