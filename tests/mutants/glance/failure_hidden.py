# diagnosis: failure-hidden
def glance(line, step, looks):
    for _ in range(looks):
        try:
            if line.poll():
                return line.recv()
        except EOFError:
            return None
        step()
    return None
