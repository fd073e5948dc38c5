from multiprocessing import Process

from course.workers.the_process_object import sign


def launch_1(word, book):
    child = Process(target=sign(word, book))
    child.start()
    child.join()


def launch_2(word, book):
    child = Process(target=sign, args=(word), kwargs={"book": book})
    child.start()
    child.join()


def launch_3(word, book):
    child = Process(target=sign, args=(word, book))
    child.run()


def launch_4(word, book):
    child = Process(target=sign, args=(word, book))
    for _ in range(2):
        child.start()
        child.join()


class Signer(Process):
    def __init__(self, word, book):
        self.name = word
        super().__init__()
        self.book = book

    def run(self):
        sign(self.name, self.book)


def launch_5(word, book):
    child = Signer(word, book)
    child.start()
    child.join()
