# tak: calls with three arguments.
import time

size = 300


def tak(x, y, z):
    if y < x:
        return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
    return z


def main():
    total = 0
    for _ in range(size):
        total += tak(18, 12, 6)
    return total


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
