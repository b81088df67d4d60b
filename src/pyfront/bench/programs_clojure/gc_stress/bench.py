# gc_stress: 100,000 small maps that die at once.

def main():
    i = total = 0
    while i != 100000:
        m = {"a": i, "b": i + 1, "c": i + 2}
        total += m.get("b") - m.get("a")
        i += 1
    return total


if __name__ == "__main__":
    print(main())
