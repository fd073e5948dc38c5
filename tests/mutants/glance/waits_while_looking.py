# diagnosis: a-look-that-waits
def glance(line, step, looks):
    for _ in range(looks):
        if line.poll(0.1):
            return line.recv()
        step()
    return None
