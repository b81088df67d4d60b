# generators: values handed over one by one by a function that is suspended between them.
import time

size = 400_000


def squares(n):
    for i in range(n):
        yield i * i


def main():
    total = 0
    for value in squares(size):
        total += value
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
