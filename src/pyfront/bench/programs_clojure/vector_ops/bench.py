# vector_ops: a vector grows to 10,000 items, which are then read by index.

def filled(n):
    v = []
    i = 0
    while i != n:
        v.append(i)
        i += 1
    return v


def total(v, n):
    i = result = 0
    while i != n:
        result += v[i]
        i += 1
    return result


def main():
    return total(filled(10000), 10000)


if __name__ == "__main__":
    print(main())
