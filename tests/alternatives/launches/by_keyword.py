from multiprocessing import Process

from course.workers.the_process_object import sign


def begin(word, book):
    child = Process(target=sign, kwargs={"word": word, "book": book})
    child.start()
    return child


def launch_1(word, book):
    begin(word, book).join()


def launch_2(word, book):
    child = Process(target=sign, args=[word], kwargs={"book": book})
    child.start()
    child.join()


def launch_3(word, book):
    begin(word, book).join()


def launch_4(word, book):
    first = begin(word, book)
    first.join()
    second = begin(word, book)
    second.join()


class Signer(Process):
    def __init__(self, word, book):
        super().__init__()
        self.name = word
        self.book = book

    def run(self):
        sign(self.name, self.book)


def launch_5(word, book):
    child = Signer(word, book)
    child.start()
    child.join()
