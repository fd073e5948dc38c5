# diagnosis: lost-in-the-buffer
import os
import sys


def twin(number):
    pid = os.fork()
    if pid == 0:
        print(f"child {number + 1}")
        os._exit(number + 1)
    _, status = os.waitpid(pid, 0)
    print(f"parent {number}")
    print(f"the child ended with {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    twin(int(sys.argv[1]))
