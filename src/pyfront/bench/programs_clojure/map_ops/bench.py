# map_ops: a map grows to 1,000 entries, which are then looked up.

def filled(n):
    m = {}
    i = 0
    while i != n:
        m[i] = i
        i += 1
    return m


def total(m, n):
    i = result = 0
    while i != n:
        result += m.get(i)
        i += 1
    return result


def main():
    return total(filled(1000), 1000)


if __name__ == "__main__":
    print(main())
