# tak: calls of a function of three arguments.

def tak(x, y, z):
    if x <= y:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def main():
    return tak(18, 12, 6)


if __name__ == "__main__":
    print(main())
