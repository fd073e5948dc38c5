# diagnosis: one-look-short
def glance(line, step, looks):
    for _ in range(looks - 1):
        if line.poll():
            return line.recv()
        step()
    return None
