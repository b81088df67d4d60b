# loop: a counting loop over small integers.
import time

size = 20_000_000


def main():
    i = total = 0
    while i < size:
        total += i
        i += 1
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
