# list_build: 10,000 times cons, and count.

def built(n):
    found = None
    i = 0
    while i != n:
        found = (i, found)
        i += 1
    return found


def count(pair):
    n = 0
    while pair is not None:
        n += 1
        pair = pair[1]
    return n


def main():
    return count(built(10000))


if __name__ == "__main__":
    print(main())
