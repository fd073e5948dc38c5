def glance(line, step, looks):
    left = looks
    while left > 0:
        left -= 1
        if line.poll(0):
            return line.recv()
        if left:
            step()
    return None
