# string_ops: 100,000 numbers as text.

def main():
    i = total = 0
    while i != 100000:
        total += len(str(i))
        i += 1
    return total


if __name__ == "__main__":
    print(main())
