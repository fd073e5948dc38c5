# diagnosis: newest-first
def put(buffer, item):
    with buffer.condition:
        while len(buffer.items) == buffer.size:
            buffer.condition.wait()
        buffer.items.append(item)
        buffer.condition.notify_all()


def get(buffer):
    with buffer.condition:
        while not buffer.items:
            buffer.condition.wait()
        item = buffer.items.pop()
        buffer.condition.notify_all()
        return item
