import os
import sys


def tell(line):
    os.write(1, f"{line}\n".encode())


def child(number):
    tell(f"child {number}")
    os._exit(number)


def twin(number):
    if os.fork() == 0:
        child(number + 1)
    _, status = os.wait()
    tell(f"parent {number}")
    tell(f"the child ended with {status >> 8}")


if __name__ == "__main__":
    twin(int(sys.argv[1]))
