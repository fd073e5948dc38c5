# diagnosis: must-look-again
def put(buffer, item):
    with buffer.condition:
        if len(buffer.items) == buffer.size:
            buffer.condition.wait()
        buffer.items.append(item)
        buffer.condition.notify_all()


def get(buffer):
    with buffer.condition:
        if len(buffer.items) == 0:
            buffer.condition.wait()
        item = buffer.items.pop(0)
        buffer.condition.notify_all()
        return item
