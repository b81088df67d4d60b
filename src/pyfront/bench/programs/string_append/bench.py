# string_append: make many small strings out of numbers and parts.
import time

size = 500_000


def label(i):
    return "item-" + str(i) + ";"


def main():
    total = 0
    for i in range(size):
        s = label(i)
        total += len(s) + ord(s[5])
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
