def glance(line, step, looks):
    if looks == 0:
        return None
    if line.poll(timeout=0.0):
        return line.recv()
    step()
    return glance(line, step, looks - 1)
