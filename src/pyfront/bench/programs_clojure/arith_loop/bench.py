# arith_loop: a loop of a million rounds.

def sum_below(n):
    i = total = 0
    while i != n:
        total += i
        i += 1
    return total


def main():
    return sum_below(1000000)


if __name__ == "__main__":
    print(main())
