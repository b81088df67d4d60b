# protocol_dispatch: 10,000 calls of a method of a protocol.

class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Box:
    def __init__(self, width, height):
        self.width = width
        self.height = height

    def area(self):
        return self.width * self.height


def main():
    a, b = Square(2), Box(1, 2)
    i = total = 0
    while i != 10000:
        total += (a if i % 2 == 0 else b).area()
        i += 1
    return total


if __name__ == "__main__":
    print(main())
