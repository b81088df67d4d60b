# sort_library: the sort the implementation ships, on 10^6 integers.
import time

size = 1_000_000


def random_array(n):
    x = 42
    result = []
    for _ in range(n):
        result.append(x)
        x = x * 16807 % 2147483647
    return result


def checksum(items):
    total = 0
    for i, item in enumerate(items):
        if i % 1000 == 0:
            total += item
    return total


def main():
    items = random_array(size)
    items.sort()
    return checksum(items)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
