# diagnosis: looks-without-bound
def glance(line, step, looks):
    while not line.poll():
        step()
    return line.recv()
