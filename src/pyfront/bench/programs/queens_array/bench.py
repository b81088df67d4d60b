# queens_array: all solutions of the eleven queens with lists: loops over indexed stores and loads.
import time

size = 11

columns = [False] * size
rising = [False] * (2 * size)
falling = [False] * (2 * size)


def mark(row, column, flag):
    columns[column] = flag
    rising[row + column] = flag
    falling[row - column + size] = flag


def place(row):
    if row == size:
        return 1
    found = 0
    for column in range(size):
        if not (columns[column] or rising[row + column] or falling[row - column + size]):
            mark(row, column, True)
            found += place(row + 1)
            mark(row, column, False)
    return found


def main():
    return place(0)


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
