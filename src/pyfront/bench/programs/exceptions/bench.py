# exceptions: a handler around every call, one call in three raises.
import time

size = 600_000


class Failure(Exception):
    pass


def risky(i):
    if i % 3 == 0:
        raise Failure(i)
    return 1


def attempt(i):
    try:
        return risky(i)
    except Failure as failure:
        return failure.args[0] % 10


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
