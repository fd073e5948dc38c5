# diagnosis: looks-without-sleeping
def put(buffer, item):
    while len(buffer.items) == buffer.size:
        pass
    with buffer.condition:
        buffer.items.append(item)


def get(buffer):
    while not buffer.items:
        pass
    with buffer.condition:
        return buffer.items.pop(0)
