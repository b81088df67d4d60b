# fib_loop: a loop of 25 rounds: little more than the start.

def fib(n):
    i, a, b = 0, 0, 1
    while i != n:
        i, a, b = i + 1, b, a + b
    return a


def main():
    return fib(25)


if __name__ == "__main__":
    print(main())
