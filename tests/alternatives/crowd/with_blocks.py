import multiprocessing


def start(handle, connection):
    with connection:
        process = multiprocessing.Process(target=handle, args=[connection], daemon=True)
        process.start()
    return process


def serve(server, handle, count):
    processes = [start(handle, server.accept()[0]) for _ in range(count)]
    codes = []
    for process in processes:
        process.join()
        codes.append(process.exitcode)
    return codes
