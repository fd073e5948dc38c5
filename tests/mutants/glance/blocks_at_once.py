# diagnosis: took-before-looking
def glance(line, step, looks):
    for _ in range(looks):
        answer = line.recv()
        if answer is not None:
            return answer
        step()
    return None
