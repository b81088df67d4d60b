# sieve: primes below 1,000 by filters over filters.

def sieve(candidates):
    found = []
    left = list(candidates)
    while left:
        prime = left[0]
        found.append(prime)
        left = [n for n in left[1:] if n % prime != 0]
    return found


def main():
    return len(sieve(range(2, 1000)))


if __name__ == "__main__":
    print(main())
