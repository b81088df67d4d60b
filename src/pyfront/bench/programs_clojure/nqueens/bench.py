# nqueens: eight queens, by backtracking over lists.

def absolute(n):
    return -n if n < 0 else n


def safe(column, placed):
    distance = 1
    while placed is not None:
        other, placed = placed
        if column == other or distance == absolute(column - other):
            return False
        distance += 1
    return True


def solutions(n, row, placed):
    if row == n:
        return 1
    total = column = 0
    while column != n:
        if safe(column, placed):
            total += solutions(n, row + 1, (column, placed))
        column += 1
    return total


def main():
    return solutions(8, 0, None)


if __name__ == "__main__":
    print(main())
