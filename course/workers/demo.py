"""Add numbers up, one a second: `python demo.py 3 1 4`. Every running copy is one more process."""

import sys
import time


def add_up(numbers: list[int], pause: float = 1.0) -> int:
    """Return the sum; print it after every number, with a pause before each."""
    total = 0
    for number in numbers:
        time.sleep(pause)
        total += number
        print("so far", total, flush=True)
    return total


if __name__ == "__main__":
    print("result", add_up([int(word) for word in sys.argv[1:]]), flush=True)
