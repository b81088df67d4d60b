# transduce: the same as map_filter_reduce, by transducers over a range.

def main():
    total = 0
    for x in range(10000):
        x = x * x
        if x % 2 == 0:
            total += x
    return total


if __name__ == "__main__":
    print(main())
