# errors: 300,000 errors with a message and what it is about, each raised in a function and caught by its caller.
import time

size = 300_000


def risky(i):
    raise LookupError("no such item:", i)


def attempt(i):
    try:
        return risky(i)
    except LookupError as failure:
        return failure.args[1] % 10


def main():
    total = 0
    for i in range(size):
        total += attempt(i)
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
