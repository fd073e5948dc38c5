# diagnosis: busy-waiting
def glance(line, step, looks):
    for _ in range(looks):
        if line.poll():
            return line.recv()
    return None
