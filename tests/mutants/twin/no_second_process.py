# diagnosis: no-process
import os
import sys


def tell(line):
    os.write(1, f"{line}\n".encode())


def twin(number):
    tell(f"child {number + 1}")
    tell(f"parent {number}")
    tell(f"the child ended with {number + 1}")


if __name__ == "__main__":
    twin(int(sys.argv[1]))
