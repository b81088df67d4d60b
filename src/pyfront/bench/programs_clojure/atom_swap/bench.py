# atom_swap: 10,000 times an atom is read and set.

class Atom:
    def __init__(self, value):
        self.value = value

    def reset(self, value):
        self.value = value
        return value

    def deref(self):
        return self.value


counter = Atom(0)


def main():
    counter.reset(0)
    i = 0
    while i != 10000:
        counter.reset(counter.deref() + 1)
        i += 1
    return counter.deref()


if __name__ == "__main__":
    print(main())
