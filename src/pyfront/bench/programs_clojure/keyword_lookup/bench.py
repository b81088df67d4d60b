# keyword_lookup: 100,000 times a keyword as a function of a map.

record = {"name": "n", "score": 42, "level": 7}


def main():
    i = total = 0
    while i != 100000:
        total += record["score"]
        i += 1
    return total


if __name__ == "__main__":
    print(main())
