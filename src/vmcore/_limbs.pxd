# Natural numbers as arrays of 64-bit limbs, the lowest first: the arithmetic of big integers. The highest
# limb is not 0, in arguments and in lengths that are answered: the length of zero is 0. Factors, divisors and what is
# shifted are not 0. Results must not overlap operands unless it is said.

from libc.stdint cimport uint64_t, int64_t, uint32_t

cdef extern from *:
    """
    typedef unsigned __int128 vm_limbs2;

    static uint32_t vm_limbs_length(const uint64_t *a, uint32_t n) {
        while (n && a[n - 1] == 0) n--;
        return n;
    }

    static int vm_limbs_compare(const uint64_t *a, uint32_t n, const uint64_t *b, uint32_t m) {
        if (n != m) return n < m ? -1 : 1;
        while (n--) if (a[n] != b[n]) return a[n] < b[n] ? -1 : 1;
        return 0;
    }

    /* r += a, the carry out of n limbs; r has at least as many */
    static uint64_t vm_limbs_add_to(uint64_t *r, const uint64_t *a, uint32_t n) {
        unsigned long long carry = 0;
        for (uint32_t i = 0; i < n; i++) {
            vm_limbs2 t = (vm_limbs2)r[i] + a[i] + carry;
            r[i] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        return carry;
    }
    static uint64_t vm_limbs_sub_from(uint64_t *r, const uint64_t *a, uint32_t n) {
        uint64_t borrow = 0;
        for (uint32_t i = 0; i < n; i++) {
            vm_limbs2 t = (vm_limbs2)r[i] - a[i] - borrow;
            r[i] = (uint64_t)t;
            borrow = (uint64_t)(t >> 64) & 1;
        }
        return borrow;
    }
    static void vm_limbs_carry(uint64_t *r, uint64_t carry) {           /* it ends within the number */
        while (carry) { carry = __builtin_add_overflow(*r, carry, r); r++; }
    }
    static void vm_limbs_borrow(uint64_t *r, uint64_t borrow) {
        while (borrow) { borrow = __builtin_sub_overflow(*r, borrow, r); r++; }
    }

    /* n >= m; r has n + 1 limbs and may be a */
    static uint32_t vm_limbs_add(uint64_t *r, const uint64_t *a, uint32_t n, const uint64_t *b, uint32_t m) {
        if (r != a) memcpy(r, a, n * sizeof *a);
        r[n] = 0;
        vm_limbs_carry(r + m, vm_limbs_add_to(r, b, m));
        return n + (r[n] != 0);
    }
    /* a >= b; r has n limbs and may be a */
    static uint32_t vm_limbs_sub(uint64_t *r, const uint64_t *a, uint32_t n, const uint64_t *b, uint32_t m) {
        if (r != a) memcpy(r, a, n * sizeof *a);
        vm_limbs_borrow(r + m, vm_limbs_sub_from(r, b, m));
        return vm_limbs_length(r, n);
    }

    static uint64_t vm_limbs_mul_1(uint64_t *r, const uint64_t *a, uint32_t n, uint64_t x) {
        uint64_t carry = 0;
        for (uint32_t i = 0; i < n; i++) {
            vm_limbs2 t = (vm_limbs2)a[i] * x + carry;
            r[i] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        return carry;
    }
    static uint64_t vm_limbs_add_mul_1(uint64_t *r, const uint64_t *a, uint32_t n, uint64_t x) {
        uint64_t carry = 0;
        for (uint32_t i = 0; i < n; i++) {
            vm_limbs2 t = (vm_limbs2)a[i] * x + r[i] + carry;
            r[i] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        return carry;
    }
    static uint64_t vm_limbs_sub_mul_1(uint64_t *r, const uint64_t *a, uint32_t n, uint64_t x) {
        uint64_t carry = 0;
        for (uint32_t i = 0; i < n; i++) {
            vm_limbs2 t = (vm_limbs2)a[i] * x + carry;
            carry = (uint64_t)(t >> 64) + (r[i] < (uint64_t)t);
            r[i] -= (uint64_t)t;
        }
        return carry;
    }

    /* r has n + m limbs */
    static uint32_t vm_limbs_mul(uint64_t *r, const uint64_t *a, uint32_t n, const uint64_t *b, uint32_t m) {
        if (n < m) { const uint64_t *t = a; uint32_t k = n; a = b; b = t; n = m; m = k; }
        r[n] = vm_limbs_mul_1(r, a, n, b[0]);
        for (uint32_t i = 1; i < m; i++) r[n + i] = vm_limbs_add_mul_1(r + i, a, n, b[i]);
        return vm_limbs_length(r, n + m);
    }

    /* Division of two limbs by one whose top bit is set, by its reciprocal (Moeller and Granlund). */
    static uint64_t vm_limb_reciprocal(uint64_t d) {
        return (uint64_t)((((vm_limbs2)~d << 64) | ~(uint64_t)0) / d);
    }
    static inline uint64_t vm_limb_divide(uint64_t *rest, uint64_t hi, uint64_t lo, uint64_t d, uint64_t v) {
        vm_limbs2 q = (vm_limbs2)v * hi + (((vm_limbs2)hi << 64) | lo);
        uint64_t q1 = (uint64_t)(q >> 64) + 1, r = lo - q1 * d;
        if (r > (uint64_t)q) { q1--; r += d; }
        if (r >= d) { q1++; r -= d; }
        *rest = r;
        return q1;
    }

    static void vm_limbs_shift_up(uint64_t *r, const uint64_t *a, uint32_t n, int s) {     /* s < 64; r has n + 1 limbs, may be a */
        r[n] = s ? a[n - 1] >> (64 - s) : 0;
        for (uint32_t i = n - 1; i > 0; i--) r[i] = s ? a[i] << s | a[i - 1] >> (64 - s) : a[i];
        r[0] = a[0] << s;
    }
    static void vm_limbs_shift_down(uint64_t *r, const uint64_t *a, uint32_t n, int s) {   /* s < 64; r may be a */
        for (uint32_t i = 0; i + 1 < n; i++) r[i] = s ? a[i] >> s | a[i + 1] << (64 - s) : a[i];
        r[n - 1] = a[n - 1] >> s;
    }

    /* u = q * d + rest by the schoolbook method (Knuth's D); m >= 2 and n >= m. u has n + 1 limbs and d m, both shifted
       so that the top bit of d is set. The rest takes the place of u; q, with n - m + 1 limbs, may be NULL. */
    static void vm_limbs_divide_shifted(uint64_t *q, uint64_t *u, uint32_t n, const uint64_t *d, uint32_t m) {
        uint64_t top = d[m - 1], next = d[m - 2], v = vm_limb_reciprocal(top);
        for (int64_t j = (int64_t)n - m; j >= 0; j--) {
            uint64_t guess, rest, high = u[j + m];
            int over = 0;
            if (high >= top) {                     /* it is top: the guess does not fit into a limb */
                guess = ~(uint64_t)0;
                over = __builtin_add_overflow(u[j + m - 1], top, &rest);
            } else guess = vm_limb_divide(&rest, high, u[j + m - 1], top, v);
            while (!over && (vm_limbs2)guess * next > (((vm_limbs2)rest << 64) | u[j + m - 2])) {
                guess--;
                over = __builtin_add_overflow(rest, top, &rest);
            }
            if (high < vm_limbs_sub_mul_1(u + j, d, m, guess)) {       /* one too large, rarely */
                guess--;
                vm_limbs_add_to(u + j, d, m);
            }
            u[j + m] = 0;
            if (q) q[j] = guess;
        }
    }
    /* a = q * d + what is answered; q has n limbs and may be a */
    static uint64_t vm_limbs_divide_1(uint64_t *q, const uint64_t *a, uint32_t n, uint64_t d) {
        int s = __builtin_clzll(d);
        uint64_t top = d << s, v = vm_limb_reciprocal(top), rest = s ? a[n - 1] >> (64 - s) : 0;
        for (uint32_t i = n; i-- > 0;) {
            uint64_t low = s ? a[i] << s | (i ? a[i - 1] >> (64 - s) : 0) : a[i];
            q[i] = vm_limb_divide(&rest, rest, low, top, v);
        }
        return rest >> s;
    }
    """
    uint32_t limbs_length "vm_limbs_length"(const uint64_t* a, uint32_t n) noexcept nogil          # without zeros at the top
    int limbs_compare "vm_limbs_compare"(const uint64_t* a, uint32_t n, const uint64_t* b, uint32_t m) noexcept nogil
    uint32_t limbs_add "vm_limbs_add"(uint64_t* r, const uint64_t* a, uint32_t n, const uint64_t* b, uint32_t m) noexcept nogil
    uint32_t limbs_sub "vm_limbs_sub"(uint64_t* r, const uint64_t* a, uint32_t n, const uint64_t* b, uint32_t m) noexcept nogil
    uint32_t limbs_mul "vm_limbs_mul"(uint64_t* r, const uint64_t* a, uint32_t n, const uint64_t* b, uint32_t m) noexcept nogil
    void limbs_shift_up "vm_limbs_shift_up"(uint64_t* r, const uint64_t* a, uint32_t n, int s) noexcept nogil
    void limbs_shift_down "vm_limbs_shift_down"(uint64_t* r, const uint64_t* a, uint32_t n, int s) noexcept nogil
    void limbs_divide_shifted "vm_limbs_divide_shifted"(uint64_t* q, uint64_t* u, uint32_t n, const uint64_t* d,
                                                        uint32_t m) noexcept nogil
    uint64_t limbs_divide_1 "vm_limbs_divide_1"(uint64_t* q, const uint64_t* a, uint32_t n, uint64_t d) noexcept nogil
    int limb_zeros "__builtin_clzll"(unsigned long long x) noexcept nogil                          # bits above the highest one
