# string_port: write numbers to a text buffer, then walk over the text character by character.
import io
import time

size = 300_000


def numbers_text(n):
    port = io.StringIO()
    for i in range(n):
        port.write(str(i))
        port.write(" ")
    return port.getvalue()


def count_char(text, char):
    count = 0
    for c in text:
        if c == char:
            count += 1
    return count


def main():
    text = numbers_text(size)
    return 1000 * count_char(text, "7") + len(text) % 1000


start = time.process_time()
answer = main()
stop = time.process_time()
print(answer)
print(stop - start)
