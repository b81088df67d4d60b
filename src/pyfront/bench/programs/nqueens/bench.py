# nqueens: all solutions of the eight queens, with linked pairs: short-lived objects and calls.
import time

size = 8
rounds = 60


def numbers_from_1(n):
    result = None
    for i in range(n, 0, -1):
        result = (i, result)
    return result


def safe(row, distance, placed):
    while placed is not None:
        other, placed = placed
        if other == row + distance or other == row - distance:
            return False
        distance += 1
    return True


def append(a, b):
    if a is None:
        return b
    return (a[0], append(a[1], b))


# rows to try, rows tried and found attacked, rows of the queens placed
def attempt(rows, rejected, placed):
    if rows is None:
        return 1 if rejected is None else 0
    row, rest = rows
    found = 0
    if safe(row, 1, placed):
        found = attempt(append(rest, rejected), None, (row, placed))
    return found + attempt(rest, (row, rejected), placed)


def main():
    total = 0
    for _ in range(rounds):
        total += attempt(numbers_from_1(size), None, None)
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
