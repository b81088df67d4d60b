# hash: 3 x 10^6 operations on a dict with scattered integer keys: updates, then look-ups, half of which miss.
import time

size = 1_000_000
distinct = 100_003


def key(i):
    return i * 7919 % distinct


def fill(table):
    for i in range(size):
        k = 10 * key(i)
        table[k] = 1 + table.get(k, 0)


def probe(table):
    total = 0
    for i in range(size):
        total += table.get(5 * i, 1)
    return total


def main():
    table = {}
    fill(table)
    return probe(table)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
