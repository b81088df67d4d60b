# alloc_rate: 200,000 vectors of four items that die at once.

def main():
    i = total = 0
    while i != 200000:
        v = [i, 1, 2, 3]
        total += v[3]
        i += 1
    return total


if __name__ == "__main__":
    print(main())
