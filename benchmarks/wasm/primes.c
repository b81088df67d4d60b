/* A command that counts the primes below its argument, or below 50000. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    int n = argc > 1 ? atoi(argv[1]) : 50000, count = 0;
    char *struck = calloc(n + 1, 1);
    for (int i = 2; i < n; i++) {
        if (struck[i]) continue;
        count++;
        for (int k = 2 * i; k < n; k += i) struck[k] = 1;
    }
    printf("%d primes below %d\n", count, n);
    free(struck);
    return 0;
}
