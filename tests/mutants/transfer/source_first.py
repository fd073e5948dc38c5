# diagnosis: two-orders
def transfer(source, target, amount):
    if source is target:
        return
    with source.lock, target.lock:
        if source.balance < amount:
            raise ValueError("not enough")
        source.balance -= amount
        target.balance += amount
