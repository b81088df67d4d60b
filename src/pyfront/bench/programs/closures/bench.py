# closures: make closures over a variable that they change, and call each of them.
import time

size = 200_000
calls = 30


def make_counter(step):
    n = 0

    def count(k):
        nonlocal n
        n += step * k
        return n

    return count


def drive(counter):
    last = 0
    for k in range(1, calls + 1):
        last = counter(k)
    return last


def main():
    total = 0
    for i in range(size):
        total += drive(make_counter(i % 7))
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
