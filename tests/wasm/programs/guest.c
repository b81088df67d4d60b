/* A command for the tests of WASI: what it does is its first argument. Without stdio, so that it stays small.
   guest.wasm: python -m ziglang cc --target=wasm32-wasi -Oz -s -o guest.wasm guest.c   (ziglang 0.17.1) */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void put(int fd, const char *text) {
    size_t size = strlen(text);
    while (size > 0) {
        ssize_t done = write(fd, text, size);
        if (done < 0) _Exit(100);
        text += done;
        size -= done;
    }
}

static void line(const char *text) {
    put(1, text);
    put(1, "\n");
}

static void print_number(int fd, long n) {
    char digits[24], *at = digits + sizeof digits;
    unsigned long left = n < 0 ? -n : n;
    *--at = 0;
    *--at = '\n';
    do *--at = '0' + left % 10; while (left /= 10);
    if (n < 0) *--at = '-';
    put(fd, at);
}

static void number(long n) { print_number(1, n); }

static int fail(const char *what) {
    int code = errno;
    put(2, what);
    put(2, ": errno ");
    print_number(2, code);
    return 1;
}

/* Copies standard input in upper case. */
static int upper(void) {
    char buffer[1000];
    ssize_t size;
    while ((size = read(0, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < size; i++)
            if (buffer[i] >= 'a' && buffer[i] <= 'z') buffer[i] -= 32;
        if (write(1, buffer, size) != size) return fail("write");
    }
    return size == 0 ? 0 : fail("read");
}

static int list(const char *path) {
    DIR *dir = opendir(path);
    struct dirent *entry;
    if (!dir) return fail(path);
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.') line(entry->d_name);
    closedir(dir);
    return 0;
}

/* Everything that can be done with a file, in the current directory. */
static int files(void) {
    char buffer[16];
    struct stat found;
    struct timespec times[2] = {{1, 2}, {3, 4}};
    int fd;
    if (mkdir("made", 0777)) return fail("mkdir");
    if ((fd = open("made/a", O_CREAT | O_EXCL | O_RDWR, 0666)) < 0) return fail("open");
    if (write(fd, "0123456789", 10) != 10) return fail("write");
    if (lseek(fd, 2, SEEK_SET) != 2 || read(fd, buffer, 3) != 3 || memcmp(buffer, "234", 3)) return fail("read");
    if (pwrite(fd, "xy", 2, 8) != 2 || pread(fd, buffer, 16, 6) != 4 || memcmp(buffer, "67xy", 4)) return fail("pread");
    if (lseek(fd, 0, SEEK_CUR) != 5 || ftruncate(fd, 9)) return fail("ftruncate");
    if (futimens(fd, times) || fstat(fd, &found)) return fail("fstat");
    if (found.st_size != 9 || found.st_mtim.tv_sec != 3 || found.st_mtim.tv_nsec != 4) return fail("times");
    if (fsync(fd) || close(fd)) return fail("close");
    if (rename("made/a", "made/b") || link("made/b", "made/c") || symlink("b", "made/d")) return fail("links");
    if (readlink("made/d", buffer, sizeof buffer) != 1 || buffer[0] != 'b') return fail("readlink");
    if (stat("made/d", &found) || !S_ISREG(found.st_mode) || lstat("made/d", &found) || !S_ISLNK(found.st_mode)) return fail("stat");
    if (access("made/b", R_OK) || !access("made/a", R_OK)) return fail("access");
    if (list("made")) return 1;
    if ((fd = open("made/d", O_WRONLY | O_APPEND)) < 0 || write(fd, "!", 1) != 1 || close(fd)) return fail("append");
    if ((fd = open("made/c", O_RDONLY)) < 0 || read(fd, buffer, 16) != 10 || buffer[9] != '!') return fail("read again");
    if (write(fd, "x", 1) >= 0 || (errno != EBADF && errno != ENOTCAPABLE)) return fail("a file that is open for reading");
    if (unlink("made/b") || unlink("made/c") || unlink("made/d") || rmdir("made")) return fail("unlink");
    return 0;
}

/* Ways out of a directory, none of which may lead anywhere. */
static int escape(int count, char **paths) {
    struct stat found;
    for (int i = 0; i < count; i++) {
        if (open(paths[i], O_RDONLY) >= 0 || stat(paths[i], &found) == 0 || mkdir(paths[i], 0777) == 0 || symlink("x", paths[i]) == 0 ||
            rename("inside", paths[i]) == 0 || link("inside", paths[i]) == 0 || unlink(paths[i]) == 0 || opendir(paths[i])) {
            line(paths[i]);
            return 1;
        }
    }
    line("none");
    return 0;
}

static int wait(long milliseconds) {
    struct timespec before, after, pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (nanosleep(&pause, NULL)) return fail("nanosleep");
    clock_gettime(CLOCK_MONOTONIC, &after);
    number((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >= milliseconds);
    return 0;
}

__attribute__((noinline)) static int inner(int *where) {
    if (where == 0) __builtin_trap();
    return *where;
}

__attribute__((noinline)) static int outer(int *where) { return inner(where) + 1; }

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "args";
    if (!strcmp(what, "args")) {
        for (int i = 0; i < argc; i++) line(argv[i]);
    } else if (!strcmp(what, "env")) {
        for (char **at = environ; *at; at++) line(*at);
    } else if (!strcmp(what, "upper")) {
        return upper();
    } else if (!strcmp(what, "files")) {
        return files();
    } else if (!strcmp(what, "list")) {
        return list(argc > 2 ? argv[2] : ".");
    } else if (!strcmp(what, "escape")) {
        return escape(argc - 2, argv + 2);
    } else if (!strcmp(what, "wait")) {
        return wait(atoi(argv[2]));
    } else if (!strcmp(what, "exit")) {
        put(2, "bye\n");
        exit(atoi(argv[2]));
    } else if (!strcmp(what, "abort")) {
        abort();
    } else if (!strcmp(what, "trap")) {
        return outer(argc > 2 ? &argc : 0);
    } else if (!strcmp(what, "random")) {
        unsigned char bytes[32] = {0};
        int seen = 0;
        if (getentropy(bytes, sizeof bytes)) return fail("getentropy");
        for (int i = 0; i < 32; i++) seen += bytes[i] != 0;
        number(seen > 16);
    } else if (!strcmp(what, "forever")) {
        for (volatile int i = 0;; i++) {}
    } else if (!strcmp(what, "grow")) { /* memory, while calls that use it go on */
        long total = 0;
        for (int i = 0; i < 100; i++) {
            char *block = malloc(200000);
            if (!block) return fail("malloc");
            memset(block, '.', 200000);
            total += write(1, block, 1);
        }
        put(1, "\n");
        number(total);
    } else {
        line("unknown");
        return 2;
    }
    return 0;
}
