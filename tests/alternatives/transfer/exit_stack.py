from contextlib import ExitStack


def transfer(source, target, amount):
    accounts = {account.number: account for account in (source, target)}
    if len(accounts) == 2:
        with ExitStack() as locks:
            for number in sorted(accounts):
                locks.enter_context(accounts[number].lock)
            if source.balance - amount < 0:
                raise ValueError(f"account {source.number} lacks {amount - source.balance}")
            source.balance -= amount
            target.balance += amount
