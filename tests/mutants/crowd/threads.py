# diagnosis: threads-not-processes
from threading import Thread


def serve(server, handle, count):
    codes = [0] * count

    def run(number, connection):
        try:
            handle(connection)
        except SystemExit as end:
            codes[number] = end.code

    threads = []
    for number in range(count):
        connection, _ = server.accept()
        threads.append(Thread(target=run, args=(number, connection)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return codes
