# diagnosis: nobody-told
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
        return buffer.items.pop(0)
