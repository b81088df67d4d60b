# deep: recursion 10^6 deep, five times.
import sys
import time

size = 1_000_000
rounds = 5
sys.setrecursionlimit(size + 1000)


def count_down(n):
    if n == 0:
        return 0
    return 1 + count_down(n - 1)


def main():
    total = 0
    for _ in range(rounds):
        total += count_down(size)
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
