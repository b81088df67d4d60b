# multimethod: 10,000 calls of a multimethod that dispatches on a keyword.

methods = {"square": lambda m: m["side"] * m["side"], "box": lambda m: m["width"] * m["height"]}


def area(m):
    return methods[m["shape"]](m)


def main():
    a, b = {"shape": "square", "side": 2}, {"shape": "box", "width": 1, "height": 2}
    i = total = 0
    while i != 10000:
        total += area(a if i % 2 == 0 else b)
        i += 1
    return total


if __name__ == "__main__":
    print(main())
