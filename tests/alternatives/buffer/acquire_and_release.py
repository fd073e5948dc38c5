def put(buffer, item):
    changed = buffer.condition
    changed.acquire()
    try:
        while len(buffer.items) >= buffer.size:
            changed.wait()
        buffer.items.append(item)
        changed.notify()
    finally:
        changed.release()


def get(buffer):
    changed = buffer.condition
    changed.acquire()
    try:
        while not buffer.items:
            changed.wait()
        oldest = buffer.items.pop(0)
        changed.notify()
    finally:
        changed.release()
    return oldest
