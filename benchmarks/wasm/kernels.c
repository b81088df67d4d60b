/* Kernels for the speed of WebAssembly, for `vmcore bench wasm`. build.py makes kernels.wasm of them. Each exported function takes a
 * count and answers a checksum. */

#include <stdint.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default"), noinline))

void *memset(void *to, int c, size_t n) { for (unsigned char *p = to; n; n--) *p++ = (unsigned char)c; return to; }
void *memcpy(void *to, const void *of, size_t n) {
    unsigned char *p = to; const unsigned char *q = of;
    for (; n; n--) *p++ = *q++;
    return to;
}

/* ---- hashes */

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
EXPORT uint32_t sha256(int blocks) {
    uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, w[64];
    for (int n = 0; n < blocks; n++) {
        for (int i = 0; i < 16; i++) w[i] = (uint32_t)(n * 16 + i);
        for (int i = 16; i < 64; i++) {
            uint32_t a = ROR(w[i - 15], 7) ^ ROR(w[i - 15], 18) ^ w[i - 15] >> 3;
            uint32_t b = ROR(w[i - 2], 17) ^ ROR(w[i - 2], 19) ^ w[i - 2] >> 10;
            w[i] = w[i - 16] + a + w[i - 7] + b;
        }
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
        for (int i = 0; i < 64; i++) {
            uint32_t t = k + (ROR(e, 6) ^ ROR(e, 11) ^ ROR(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
            uint32_t u = (ROR(a, 2) ^ ROR(a, 13) ^ ROR(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            k = g; g = f; f = e; e = d + t; d = c; c = b; b = a; a = t + u;
        }
        h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
    }
    return h[0];
}

static uint32_t table[256];
EXPORT uint32_t crc32(int n) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
        table[i] = c;
    }
    uint32_t c = ~0u;
    for (int i = 0; i < n; i++) c = table[(c ^ (uint32_t)i) & 255] ^ c >> 8;
    return ~c;
}

/* ---- memory */

static int items[100000];
static void sort(int *a, int low, int high) {
    while (low < high) {
        int pivot = a[(low + high) / 2], i = low, k = high;
        while (i <= k) {
            while (a[i] < pivot) i++;
            while (a[k] > pivot) k--;
            if (i <= k) { int t = a[i]; a[i++] = a[k]; a[k--] = t; }
        }
        if (k - low < high - i) { sort(a, low, k); low = i; } else { sort(a, i, high); high = k; }
    }
}
EXPORT int quicksort(int n) {
    uint32_t x = 12345;
    for (int i = 0; i < n; i++) { x = x * 1664525u + 1013904223u; items[i] = (int)(x >> 4); }
    sort(items, 0, n - 1);
    return items[n / 2];
}

static double A[200 * 200], B[200 * 200], C[200 * 200];
EXPORT double matmul(int n) {
    for (int i = 0; i < n * n; i++) { A[i] = i % 7; B[i] = i % 5; }
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            double sum = 0;
            for (int j = 0; j < n; j++) sum += A[i * n + j] * B[j * n + k];
            C[i * n + k] = sum;
        }
    return C[n * n / 2 + 3];
}

typedef struct { double x, y, z, vx, vy, vz, m; } Body;
static Body bodies[5];
EXPORT double nbody(int steps) {
    for (int i = 0; i < 5; i++) bodies[i] = (Body){i * 1.5, i * -0.7 + 1, i * 0.3, 0.1 * i, 0.2, -0.1 * i, 1.0 / (i + 1)};
    while (steps--) {
        for (int i = 0; i < 5; i++)
            for (int k = i + 1; k < 5; k++) {
                Body *a = &bodies[i], *b = &bodies[k];
                double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z, d2 = dx * dx + dy * dy + dz * dz + 0.01;
                double mag = 0.001 / (d2 * __builtin_sqrt(d2));
                a->vx -= dx * b->m * mag; a->vy -= dy * b->m * mag; a->vz -= dz * b->m * mag;
                b->vx += dx * a->m * mag; b->vy += dy * a->m * mag; b->vz += dz * a->m * mag;
            }
        for (int i = 0; i < 5; i++) {
            Body *a = &bodies[i];
            a->x += 0.001 * a->vx; a->y += 0.001 * a->vy; a->z += 0.001 * a->vz;
        }
    }
    return bodies[0].x;
}

EXPORT int mandelbrot(int n) {
    int inside = 0;
    for (int py = 0; py < n; py++)
        for (int px = 0; px < n; px++) {
            double cx = 3.0 * px / n - 2, cy = 2.0 * py / n - 1, x = 0, y = 0;
            int i = 0;
            for (; i < 100 && x * x + y * y <= 4; i++) { double t = x * x - y * y + cx; y = 2 * x * y + cy; x = t; }
            inside += i == 100;
        }
    return inside;
}

static int place(int n, int row, uint32_t columns, uint32_t left, uint32_t right) {
    if (row == n) return 1;
    int count = 0;
    for (uint32_t free = ~(columns | left | right) & ((1u << n) - 1); free; free &= free - 1) {
        uint32_t bit = free & -free;
        count += place(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return count;
}
EXPORT int queens(int n) { return place(n, 0, 0, 0, 0); }

/* ---- programs */

static const char program[] = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.";
static unsigned char tape[3000];
EXPORT int brainfuck(int times) {
    int out = 0;
    while (times--) {
        memset(tape, 0, sizeof tape);
        int at = 0;
        for (int pc = 0; program[pc]; pc++) switch (program[pc]) {
            case '>': at++; break;
            case '<': at--; break;
            case '+': tape[at]++; break;
            case '-': tape[at]--; break;
            case '.': out = out * 31 + tape[at]; break;
            case '[': if (!tape[at]) for (int d = 1; d;) { pc++; if (program[pc] == '[') d++; if (program[pc] == ']') d--; } break;
            case ']': if (tape[at]) for (int d = 1; d;) { pc--; if (program[pc] == ']') d++; if (program[pc] == '[') d--; } break;
        }
    }
    return out;
}

typedef struct Node { struct Node *left, *right; int key; } Node;
static Node nodes[50000];
EXPORT int tree(int n) {
    int used = 0, sum = 0;
    Node *root = NULL;
    uint32_t x = 1;
    for (int i = 0; i < n; i++) {
        x = x * 1103515245u + 12345u;
        int key = (int)(x >> 8);
        Node **at = &root;
        while (*at) at = key < (*at)->key ? &(*at)->left : &(*at)->right;
        Node *made = &nodes[used++];
        made->left = made->right = NULL;
        made->key = key;
        *at = made;
    }
    for (Node *p = root; p; p = p->left) sum += p->key & 1023;
    return sum;
}

static int f0(int x) { return x + 1; }
static int f1(int x) { return x ^ 5; }
static int f2(int x) { return x * 3; }
static int f3(int x) { return x - 7; }
static int (*volatile choices[4])(int) = {f0, f1, f2, f3};
EXPORT int icall(int n) {
    int x = 0;
    for (int i = 0; i < n; i++) x = choices[(i ^ x >> 2) & 3](x);
    return x;
}

static char text[4096];
EXPORT int strings(int times) {
    int found = 0;
    for (int i = 0; i < 4095; i++) text[i] = (char)('a' + i * 7 % 26);
    while (times--) {
        for (const char *p = text; *p; p++) {
            const char *q = "hov", *r = p;
            while (*q && *q == *r) { q++; r++; }
            found += !*q;
        }
    }
    return found;
}

/* ---- what CoreMark does: a list that is searched and sorted, matrices of short integers, a state machine, a CRC over it all */

static uint16_t crc16(uint16_t value, uint16_t crc) {
    for (int i = 0; i < 16; i++) {
        int odd = (crc ^ value) & 1;
        crc >>= 1;
        value >>= 1;
        if (odd) crc ^= 0xA001;
    }
    return crc;
}

typedef struct Item { struct Item *next; int16_t value, place; } Item;
static Item list_items[64];

static int before(const Item *a, const Item *b, int by_place) {
    return by_place ? a->place <= b->place : (a->value & 127) * 3 + a->place <= (b->value & 127) * 3 + b->place;
}

static Item *merge_sort(Item *list, int by_place) {
    for (int size = 1;; size *= 2) {
        Item *p = list, *tail = NULL;
        int merges = 0;
        list = NULL;
        while (p) {
            Item *q = p;
            int np = 0, nq = size;
            merges++;
            while (np < size && q) { np++; q = q->next; }
            while (np > 0 || (nq > 0 && q)) {
                Item *e;
                if (np == 0 || (nq > 0 && q && !before(p, q, by_place))) { e = q; q = q->next; nq--; }
                else { e = p; p = p->next; np--; }
                if (tail) tail->next = e; else list = e;
                tail = e;
            }
            p = q;
        }
        tail->next = NULL;
        if (merges <= 1) return list;
    }
}

static uint16_t lists(uint16_t crc, int seed) {
    Item *list = NULL, *at, *turned = NULL;
    for (int i = 0; i < 64; i++) {
        list_items[i] = (Item){list, (int16_t)(i * seed ^ 0x55), (int16_t)i};
        list = &list_items[i];
    }
    for (int wanted = 0; wanted < 32; wanted++) {
        for (at = list; at && at->value != wanted; at = at->next) {}
        crc = crc16(at ? (uint16_t)at->place : 0xFFFF, crc);
    }
    list = merge_sort(list, 0);
    for (at = list; at; at = at->next) crc = crc16((uint16_t)at->value, crc);
    for (at = list; at;) { Item *next = at->next; at->next = turned; turned = at; at = next; }
    list = merge_sort(turned, 1);
    return crc16((uint16_t)list->value, crc);
}

#define SIDE 12
static int16_t left[SIDE * SIDE], right[SIDE * SIDE];
static int32_t product[SIDE * SIDE];

static uint16_t matrices(uint16_t crc, int seed) {
    int32_t sum = 0, last = 0;
    for (int i = 0; i < SIDE * SIDE; i++) { left[i] = (int16_t)(seed + i * 7); right[i] = (int16_t)(seed * i + 3); }
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < SIDE; i++)
            for (int j = 0; j < SIDE; j++) {
                int32_t value = 0;
                for (int k = 0; k < SIDE; k++) {
                    int32_t one = left[i * SIDE + k] * right[k * SIDE + j];
                    value += turn == 2 ? (one >> 2 & 15) * (one >> 5 & 127) : one;
                }
                product[i * SIDE + j] = value;
            }
        for (int i = 0; i < SIDE * SIDE; i++) {
            sum += product[i] > last ? 10 : product[i] & 7;
            last = product[i];
            left[i] = (int16_t)(left[i] + turn);
        }
        crc = crc16((uint16_t)sum, crc);
    }
    return crc;
}

enum { START, SIGN, WHOLE, POINT, FRACTION, EXPONENT, POWER, WRONG, STATES };
static const char numbers[] = "5012,1234,-874,+122,35.54400,.1234500,-110.700,+0.64400,5.500e+3,-.123e-2,-87e+832,+0.6e-12,T0.3e-1F,-T.T++Tq,1T3.4e4z,34.0e-T^";

static uint16_t states(uint16_t crc, int seed) {
    uint32_t counts[STATES] = {0};
    int state = START;
    for (const char *p = numbers; *p; p++) {
        char c = (char)(*p ^ (seed & 64 && p - numbers == (seed & 63) ? 1 : 0));
        int digit = c >= '0' && c <= '9';
        if (c == ',') { counts[state]++; state = START; continue; }
        switch (state) {
            case START: state = digit ? WHOLE : c == '+' || c == '-' ? SIGN : c == '.' ? POINT : WRONG; break;
            case SIGN: state = digit ? WHOLE : c == '.' ? POINT : WRONG; break;
            case WHOLE: state = digit ? WHOLE : c == '.' ? POINT : c == 'e' ? EXPONENT : WRONG; break;
            case POINT: state = digit ? FRACTION : WRONG; break;
            case FRACTION: state = digit ? FRACTION : c == 'e' ? EXPONENT : WRONG; break;
            case EXPONENT: state = digit || c == '+' || c == '-' ? POWER : WRONG; break;
            case POWER: state = digit ? POWER : WRONG; break;
            default: break;
        }
    }
    for (int i = 0; i < STATES; i++) crc = crc16((uint16_t)counts[i], crc);
    return crc;
}

EXPORT int coremark(int times) {
    uint16_t crc = 0;
    for (int i = 1; i <= times; i++) crc = states(matrices(lists(crc, i), i), i);
    return crc;
}
