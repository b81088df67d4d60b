# lazy_chain: map, filter and take of lazy sequences.
from itertools import islice


def main():
    squares = (x * x for x in range(1000000))
    even = (x for x in squares if x % 2 == 0)
    total = 0
    for x in islice(even, 5000):
        total += x
    return total


if __name__ == "__main__":
    print(main())
