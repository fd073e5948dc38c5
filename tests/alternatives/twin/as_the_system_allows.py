import multiprocessing
import os
import sys


def tell(line):
    os.write(1, f"{line}\n".encode())


def work(number):
    tell(f"child {number + 1}")
    sys.exit(number + 1)


def twin(number):
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    child = multiprocessing.get_context(method).Process(target=work, args=(number,))
    child.start()
    child.join()
    tell(f"parent {number}")
    tell(f"the child ended with {child.exitcode}")


if __name__ == "__main__":
    twin(int(sys.argv[1]))
