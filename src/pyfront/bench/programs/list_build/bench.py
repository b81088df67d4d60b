# list_build: build a linked list of 10^6 pairs, reverse it, add it up.
import time

size = 1_000_000


def build(n):
    result = None
    for i in range(n, 0, -1):
        result = (i, result)
    return result


def reversed_list(items):
    result = None
    while items is not None:
        head, items = items
        result = (head, result)
    return result


def total(items):
    result = 0
    while items is not None:
        head, items = items
        result += head
    return result


def main():
    items = reversed_list(build(size))
    return items[0] + total(items)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
