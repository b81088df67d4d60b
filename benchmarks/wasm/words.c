/* A command that makes a text, counts its words in a table, and prints the most frequent ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Entry { struct Entry *next; int count; char word[16]; } Entry;
static Entry *table[512];

static Entry *look_up(const char *word) {
    unsigned hash = 5381;
    for (const char *p = word; *p; p++) hash = hash * 33 ^ (unsigned char)*p;
    Entry **at = &table[hash % 512];
    for (; *at; at = &(*at)->next) if (!strcmp((*at)->word, word)) return *at;
    *at = calloc(1, sizeof(Entry));
    strcpy((*at)->word, word);
    return *at;
}

static int by_count(const void *a, const void *b) {
    const Entry *x = *(Entry *const *)a, *y = *(Entry *const *)b;
    return y->count != x->count ? y->count - x->count : strcmp(x->word, y->word);
}

int main(void) {
    static const char *parts[] = {"ka", "lo", "mi", "ne", "tu", "sa", "ri", "po"};
    unsigned x = 42;
    int n = 0;
    Entry *all[512];
    for (int i = 0; i < 20000; i++) {
        char word[16] = "";
        for (int k = 0; k < 2 + (int)(x >> 28) % 2; k++) {
            x = x * 1664525u + 1013904223u;
            strcat(word, parts[x >> 29]);
        }
        Entry *e = look_up(word);
        if (e->count++ == 0 && n < 512) all[n++] = e;
    }
    qsort(all, n, sizeof *all, by_count);
    for (int i = 0; i < 5; i++) printf("%-8s %d\n", all[i]->word, all[i]->count);
    printf("%d words\n", n);
    return 0;
}
