# generators: values handed over one by one by a function that is suspended between them.
import time

size = 400_000


def even_numbers(n):
    for i in range(n):
        yield 2 * i


def main():
    total = 0
    for value in even_numbers(size):
        total += value
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
