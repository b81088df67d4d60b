# fib: calls of a global function with one argument.
import time

size = 32


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def main():
    return fib(size)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
