"""Add numbers up, one a second."""

import sys
import time


def add_up(numbers: list[int]) -> int:
    """Return the sum; tell every step."""
    total = 0
    for number in numbers:
        time.sleep(1)
        total += number
        print("so far", total, flush=True)
    return total


if __name__ == "__main__":
    data = [int(word) for word in sys.argv[1:]]
    print("result", add_up(data), flush=True)
