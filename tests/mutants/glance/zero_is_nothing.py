# diagnosis: false-answer-lost
def glance(line, step, looks):
    answer = None
    while not answer and looks:
        if line.poll():
            answer = line.recv()
        else:
            step()
        looks -= 1
    return answer or None
