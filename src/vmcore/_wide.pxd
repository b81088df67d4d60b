# Arithmetic on 64-bit integers and ratios of them that takes 128 bits on the way.

from libc.stdint cimport uint64_t, int64_t

cdef extern from *:
    """
    typedef __int128 vm_i128;
    typedef unsigned __int128 vm_u128;

    typedef struct { int64_t hi; uint64_t lo; } vm_wide;               /* a signed number of 128 bits */

    static inline int vm_add64(int64_t a, int64_t b, int64_t *r) { return __builtin_add_overflow(a, b, r); }
    static inline int vm_sub64(int64_t a, int64_t b, int64_t *r) { return __builtin_sub_overflow(a, b, r); }
    static inline int vm_mul64(int64_t a, int64_t b, int64_t *r) { return __builtin_mul_overflow(a, b, r); }

    static vm_wide vm_widen(vm_i128 x) { vm_wide w; w.hi = (int64_t)(x >> 64); w.lo = (uint64_t)x; return w; }
    static vm_wide vm_wide_op(int op, int64_t a, int64_t b) {
        return vm_widen(op == 0 ? (vm_i128)a + b : op == 1 ? (vm_i128)a - b : (vm_i128)a * b);
    }

    static uint64_t vm_gcd64(uint64_t a, uint64_t b) {                 /* binary; gcd(0, b) = b */
        int s;
        if (a == 0 || b == 0) return a | b;
        s = __builtin_ctzll(a | b);
        a >>= __builtin_ctzll(a);
        while (b) {
            b >>= __builtin_ctzll(b);
            if (a > b) { uint64_t t = a; a = b; b = t; }
            b -= a;
        }
        return a << s;
    }
    static vm_u128 vm_gcd128(vm_u128 a, vm_u128 b) {
        while (b >> 64) { vm_u128 t = a % b; a = b; b = t; }
        if (b == 0) return a;
        return vm_gcd64((uint64_t)b, (uint64_t)(a % b));
    }

    /* n1/d1 op n2/d2 in lowest terms, d1 and d2 positive; nothing on the way takes more than 128 bits. 0: by zero. */
    static int vm_ratio_op(int op, int64_t n1, int64_t d1, int64_t n2, int64_t d2, vm_wide *num, vm_wide *den) {
        vm_i128 n, d; vm_u128 g;
        if (op == 0) { n = (vm_i128)n1 * d2 + (vm_i128)n2 * d1; d = (vm_i128)d1 * d2; }
        else if (op == 1) { n = (vm_i128)n1 * d2 - (vm_i128)n2 * d1; d = (vm_i128)d1 * d2; }
        else if (op == 2) { n = (vm_i128)n1 * n2; d = (vm_i128)d1 * d2; }
        else { n = (vm_i128)n1 * d2; d = (vm_i128)d1 * n2; }
        if (d == 0) return 0;
        if (d < 0) { n = -n; d = -d; }
        g = vm_gcd128((vm_u128)d, n < 0 ? -(vm_u128)n : (vm_u128)n);
        *num = vm_widen(n / (vm_i128)g);
        *den = vm_widen(d / (vm_i128)g);
        return 1;
    }
    static int vm_ratio_compare(int64_t n1, int64_t d1, int64_t n2, int64_t d2) {
        vm_i128 a = (vm_i128)n1 * d2, b = (vm_i128)n2 * d1;
        return a < b ? -1 : a > b;
    }
    /* n/d, d > 1, n not 0, correctly rounded: at least 64 bits of quotient, the last one standing for the rest. */
    static double vm_ratio_double(int64_t n, int64_t d) {
        uint64_t m = n < 0 ? -(uint64_t)n : (uint64_t)n;
        int s = __builtin_clzll(m);
        vm_u128 x = (vm_u128)(m << s) << 63, q = x / (uint64_t)d;
        double r;
        if (q * (uint64_t)d != x) q |= 1;
        r = ldexp((double)q, -63 - s);
        return n < 0 ? -r : r;
    }
    static int vm_int_compare(int64_t i, double d) {                   /* d is not NaN */
        int64_t t;
        if (d >= 9223372036854775808.0) return -1;
        if (d < -9223372036854775808.0) return 1;
        t = (int64_t)d;
        if (i != t) return i < t ? -1 : 1;
        d -= (double)t;
        return d > 0 ? -1 : d < 0;
    }
    """
    ctypedef struct Wide "vm_wide":
        int64_t hi
        uint64_t lo
    bint add64 "vm_add64"(int64_t a, int64_t b, int64_t* r) nogil
    bint sub64 "vm_sub64"(int64_t a, int64_t b, int64_t* r) nogil
    bint mul64 "vm_mul64"(int64_t a, int64_t b, int64_t* r) nogil
    Wide wide_op "vm_wide_op"(int op, int64_t a, int64_t b) nogil
    uint64_t gcd64 "vm_gcd64"(uint64_t a, uint64_t b) nogil
    bint ratio_op "vm_ratio_op"(int op, int64_t n1, int64_t d1, int64_t n2, int64_t d2, Wide* num, Wide* den) nogil
    int ratio_compare "vm_ratio_compare"(int64_t n1, int64_t d1, int64_t n2, int64_t d2) nogil
    double ratio_double "vm_ratio_double"(int64_t n, int64_t d) nogil
    int int_compare "vm_int_compare"(int64_t i, double d) nogil
