import multiprocessing

from course.workers.the_process_object import sign


def launch_1(word, book):
    child = multiprocessing.Process(None, sign, None, (word, book))
    child.start()
    child.join()


def launch_2(word, book):
    child = multiprocessing.Process(target=sign, args=(word, book))
    child.start()
    child.join()


def launch_3(word, book):
    child = multiprocessing.Process(target=sign, args=[word, book])
    child.start()
    child.join()
    child.close()


def launch_4(word, book):
    pair = [multiprocessing.Process(target=sign, args=(word, book)) for _ in range(2)]
    for child in pair:
        child.start()
        child.join()


class Signer(multiprocessing.Process):
    def __init__(self, word, book):
        self.book = book
        multiprocessing.Process.__init__(self, name=word)

    def run(self):
        sign(self.name, self.book)


def launch_5(word, book):
    child = Signer(word, book)
    child.start()
    child.join()
