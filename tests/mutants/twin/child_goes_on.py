# diagnosis: child-ran-on
import os
import sys


def tell(line):
    os.write(1, f"{line}\n".encode())


def twin(number):
    pid = os.fork()
    if pid == 0:
        number += 1
        tell(f"child {number}")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if pid else number
    tell(f"parent {number}")
    tell(f"the child ended with {code}")


if __name__ == "__main__":
    twin(int(sys.argv[1]))
