# fib_recursive: calls of a function of one argument.

def fib(n):
    if n <= 1:
        return n
    return fib(n - 1) + fib(n - 2)


def main():
    return fib(25)


if __name__ == "__main__":
    print(main())
