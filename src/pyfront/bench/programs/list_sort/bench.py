# list_sort: our own merge sort of a linked list, relinking its pairs; comparison is a function argument.
import time

size = 100_000


def random_list(n):
    x = 42
    result = None
    for _ in range(n):
        result = [x, result]
        x = x * 16807 % 2147483647
    return result


def merge(a, b, less):
    head = last = [False, None]
    while a is not None and b is not None:
        if less(b[0], a[0]):
            last[1] = b
            last = b
            b = b[1]
        else:
            last[1] = a
            last = a
            a = a[1]
    last[1] = b if a is None else a
    return head[1]


def split(items):
    slow, fast = items, items[1]
    while fast is not None and fast[1] is not None:
        slow = slow[1]
        fast = fast[1][1]
    second = slow[1]
    slow[1] = None
    return second


def merge_sort(items, less):
    if items is None or items[1] is None:
        return items
    second = split(items)
    a = merge_sort(items, less)
    b = merge_sort(second, less)
    return merge(a, b, less)


def checksum(items):
    i = total = 0
    while items is not None:
        if i % 1000 == 0:
            total += items[0]
        i += 1
        items = items[1]
    return total


def main():
    return checksum(merge_sort(random_list(size), lambda a, b: a < b))


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
