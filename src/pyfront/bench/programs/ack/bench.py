# ack: calls of two arguments; Python has no tail calls, so the recursion is deeper here.
import sys
import time

size = 9
sys.setrecursionlimit(100_000)


def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))


def main():
    return ack(3, size)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
