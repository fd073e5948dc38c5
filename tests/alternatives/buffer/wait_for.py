def put(buffer, item):
    with buffer.condition:
        buffer.condition.wait_for(lambda: len(buffer.items) < buffer.size)
        buffer.items.append(item)
        buffer.condition.notify_all()


def get(buffer):
    with buffer.condition:
        buffer.condition.wait_for(lambda: len(buffer.items) > 0)
        buffer.condition.notify_all()
        return buffer.items.pop(0)
