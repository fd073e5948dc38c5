# diagnosis: raw-wait-status
import os
import sys


def tell(line):
    os.write(1, f"{line}\n".encode())


def twin(number):
    pid = os.fork()
    if pid == 0:
        tell(f"child {number + 1}")
        os._exit(number + 1)
    _, status = os.waitpid(pid, 0)
    tell(f"parent {number}")
    tell(f"the child ended with {status}")


if __name__ == "__main__":
    twin(int(sys.argv[1]))
