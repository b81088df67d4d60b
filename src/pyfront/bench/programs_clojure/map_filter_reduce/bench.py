# map_filter_reduce: map, filter and reduce with functions over a list of 10,000.

def numbers(n):
    found = []
    i = n - 1
    while i >= 0:
        found.append(i)
        i -= 1
    return found[::-1]


def square(x):
    return x * x


def divisible_by_two(x):
    return x % 2 == 0


def main():
    total = 0
    for x in filter(divisible_by_two, map(square, numbers(10000))):
        total += x
    return total


if __name__ == "__main__":
    print(main())
