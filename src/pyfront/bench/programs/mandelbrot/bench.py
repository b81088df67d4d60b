# mandelbrot: loops over floats.
import time

size = 400
limit = 100


def inside(cr, ci):
    zr = zi = 0.0
    k = 0
    while True:
        r2 = zr * zr
        i2 = zi * zi
        if r2 + i2 > 4.0:
            return False
        if k == limit:
            return True
        zr, zi = r2 - i2 + cr, 2.0 * (zr * zi) + ci
        k += 1


def count_row(y, step):
    ci = step * y - 1.0
    count = 0
    for x in range(size):
        if inside(step * x - 1.5, ci):
            count += 1
    return count


def main():
    step = 2.0 / size
    count = 0
    for y in range(size):
        count += count_row(y, step)
    return count


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
