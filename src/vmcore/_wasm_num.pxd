# What WebAssembly's numeric instructions do where C leaves it open. Inline only.

from libc.stdint cimport uint8_t, uint16_t, uint32_t, int32_t, uint64_t, int64_t

cdef extern from *:
    """
    #ifndef VM_W_NUM
    #define VM_W_NUM
    #include <stdint.h>
    #include <string.h>
    #include <math.h>

    enum { W_TRAP_OVERFLOW = 4, W_TRAP_CONVERSION = 5 };   /* ST_OVERFLOW, ST_CONVERSION in wasm.pxd */

    #if defined(__GNUC__)
    #define W_LIKELY(x) __builtin_expect(!!(x), 1)
    #define w_nonzero_clz32(x) ((uint32_t)__builtin_clz(x))
    #define w_nonzero_ctz32(x) ((uint32_t)__builtin_ctz(x))
    #define w_nonzero_clz64(x) ((uint64_t)__builtin_clzll(x))
    #define w_nonzero_ctz64(x) ((uint64_t)__builtin_ctzll(x))
    #else
    #define W_LIKELY(x) (x)
    static uint64_t w_nonzero_clz64(uint64_t x) { uint64_t n = 0; while (!(x >> 63)) { x <<= 1; n++; } return n; }
    static uint64_t w_nonzero_ctz64(uint64_t x) { uint64_t n = 0; while (!(x & 1)) { x >>= 1; n++; } return n; }
    #define w_nonzero_clz32(x) ((uint32_t)w_nonzero_clz64(x) - 32)
    #define w_nonzero_ctz32(x) ((uint32_t)w_nonzero_ctz64(x))
    #endif

    static inline float w_f32(uint32_t bits) { float f; memcpy(&f, &bits, 4); return f; }
    static inline double w_f64(uint64_t bits) { double d; memcpy(&d, &bits, 8); return d; }
    static inline uint32_t w_bits32(float f) { uint32_t bits; memcpy(&bits, &f, 4); return bits; }
    static inline uint64_t w_bits64(double d) { uint64_t bits; memcpy(&bits, &d, 8); return bits; }

    static inline uint16_t w_load16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
    static inline uint32_t w_load32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
    static inline uint64_t w_load64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }
    static inline void w_store16(uint8_t *p, uint16_t v) { memcpy(p, &v, 2); }
    static inline void w_store32(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }
    static inline void w_store64(uint8_t *p, uint64_t v) { memcpy(p, &v, 8); }

    static inline uint32_t w_clz32(uint32_t x) { return x ? w_nonzero_clz32(x) : 32; }
    static inline uint32_t w_ctz32(uint32_t x) { return x ? w_nonzero_ctz32(x) : 32; }
    static inline uint64_t w_clz64(uint64_t x) { return x ? w_nonzero_clz64(x) : 64; }
    static inline uint64_t w_ctz64(uint64_t x) { return x ? w_nonzero_ctz64(x) : 64; }
    static inline uint64_t w_popcnt64(uint64_t x) {
        x -= (x >> 1) & 0x5555555555555555u;
        x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
        return (((x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u) >> 56;
    }
    static inline uint32_t w_popcnt32(uint32_t x) { return (uint32_t)w_popcnt64(x); }
    static inline uint32_t w_rotl32(uint32_t x, uint32_t n) { return (x << (n & 31)) | (x >> (-n & 31)); }
    static inline uint64_t w_rotl64(uint64_t x, uint64_t n) { return (x << (n & 63)) | (x >> (-n & 63)); }
    static inline int32_t w_rem_s32(int32_t x, int32_t y) { return y == -1 ? 0 : x % y; }
    static inline int64_t w_rem_s64(int64_t x, int64_t y) { return y == -1 ? 0 : x % y; }
    static inline int w_is_min(int64_t x) { return x == INT64_MIN; }

    /* A NaN comes out quiet; -0 is below +0. */
    static inline float w_minf(float x, float y) {
        if (x != x || y != y) return x + y;
        if (x == y) return w_f32(w_bits32(x) | w_bits32(y));
        return x < y ? x : y;
    }
    static inline float w_maxf(float x, float y) {
        if (x != x || y != y) return x + y;
        if (x == y) return w_f32(w_bits32(x) & w_bits32(y));
        return x > y ? x : y;
    }
    static inline double w_min(double x, double y) {
        if (x != x || y != y) return x + y;
        if (x == y) return w_f64(w_bits64(x) | w_bits64(y));
        return x < y ? x : y;
    }
    static inline double w_max(double x, double y) {
        if (x != x || y != y) return x + y;
        if (x == y) return w_f64(w_bits64(x) & w_bits64(y));
        return x > y ? x : y;
    }
    /* The library's may hand a signalling NaN on as it is. */
    static inline float w_ceilf(float x) { return x != x ? x + x : ceilf(x); }
    static inline float w_floorf(float x) { return x != x ? x + x : floorf(x); }
    static inline float w_truncf(float x) { return x != x ? x + x : truncf(x); }
    static inline float w_rintf(float x) { return x != x ? x + x : rintf(x); }
    static inline float w_sqrtf(float x) { return sqrtf(x); }
    static inline double w_ceil(double x) { return x != x ? x + x : ceil(x); }
    static inline double w_floor(double x) { return x != x ? x + x : floor(x); }
    static inline double w_trunc(double x) { return x != x ? x + x : trunc(x); }
    static inline double w_rint(double x) { return x != x ? x + x : rint(x); }
    static inline double w_sqrt(double x) { return sqrt(x); }

    static inline uint32_t w_sat_i32(double x) {
        if (x != x) return 0;
        if (x <= -2147483648.0) return 0x80000000u;
        return x >= 2147483647.0 ? 0x7FFFFFFFu : (uint32_t)(int32_t)x;
    }
    static inline uint32_t w_sat_u32(double x) {
        if (!(x > 0)) return 0;
        return x >= 4294967295.0 ? 0xFFFFFFFFu : (uint32_t)x;
    }
    static inline uint64_t w_sat_i64(double x) {
        if (x != x) return 0;
        if (x <= -9223372036854775808.0) return 0x8000000000000000u;
        return x >= 9223372036854775808.0 ? 0x7FFFFFFFFFFFFFFFu : (uint64_t)(int64_t)x;
    }
    static inline uint64_t w_sat_u64(double x) {
        if (!(x > 0)) return 0;
        return x >= 18446744073709551616.0 ? 0xFFFFFFFFFFFFFFFFu : (uint64_t)x;
    }
    #define W_TRUNC(name, type, bits, low, high, convert) \\
    static inline int name(type x, uint64_t *out) { \\
        if (x != x) return W_TRAP_CONVERSION; \\
        if (!(x low && x high)) return W_TRAP_OVERFLOW; \\
        *out = (bits)(convert)x; \\
        return 0; \\
    }
    W_TRUNC(w_trunc_f32_i32, float, uint32_t, >= -2147483648.0f, < 2147483648.0f, int32_t)
    W_TRUNC(w_trunc_f32_u32, float, uint32_t, > -1.0f, < 4294967296.0f, uint32_t)
    W_TRUNC(w_trunc_f64_i32, double, uint32_t, > -2147483649.0, < 2147483648.0, int32_t)
    W_TRUNC(w_trunc_f64_u32, double, uint32_t, > -1.0, < 4294967296.0, uint32_t)
    W_TRUNC(w_trunc_f32_i64, float, uint64_t, >= -9223372036854775808.0f, < 9223372036854775808.0f, int64_t)
    W_TRUNC(w_trunc_f32_u64, float, uint64_t, > -1.0f, < 18446744073709551616.0f, uint64_t)
    W_TRUNC(w_trunc_f64_i64, double, uint64_t, >= -9223372036854775808.0, < 9223372036854775808.0, int64_t)
    W_TRUNC(w_trunc_f64_u64, double, uint64_t, > -1.0, < 18446744073709551616.0, uint64_t)
    #endif
    """
    bint LIKELY "W_LIKELY"(bint x) noexcept nogil
    float w_f32(uint32_t bits) noexcept nogil
    double w_f64(uint64_t bits) noexcept nogil
    uint32_t w_bits32(float f) noexcept nogil
    uint64_t w_bits64(double d) noexcept nogil
    uint16_t w_load16(const uint8_t* p) noexcept nogil
    uint32_t w_load32(const uint8_t* p) noexcept nogil
    uint64_t w_load64(const uint8_t* p) noexcept nogil
    void w_store16(uint8_t* p, uint16_t v) noexcept nogil
    void w_store32(uint8_t* p, uint32_t v) noexcept nogil
    void w_store64(uint8_t* p, uint64_t v) noexcept nogil
    uint32_t w_clz32(uint32_t x) noexcept nogil
    uint32_t w_ctz32(uint32_t x) noexcept nogil
    uint32_t w_popcnt32(uint32_t x) noexcept nogil
    uint64_t w_clz64(uint64_t x) noexcept nogil
    uint64_t w_ctz64(uint64_t x) noexcept nogil
    uint64_t w_popcnt64(uint64_t x) noexcept nogil
    uint32_t w_rotl32(uint32_t x, uint32_t n) noexcept nogil
    uint64_t w_rotl64(uint64_t x, uint64_t n) noexcept nogil
    int32_t w_rem_s32(int32_t x, int32_t y) noexcept nogil
    int64_t w_rem_s64(int64_t x, int64_t y) noexcept nogil
    bint w_is_min(int64_t x) noexcept nogil
    float w_minf(float x, float y) noexcept nogil
    float w_maxf(float x, float y) noexcept nogil
    double w_min(double x, double y) noexcept nogil
    double w_max(double x, double y) noexcept nogil
    float w_ceilf(float x) noexcept nogil
    float w_floorf(float x) noexcept nogil
    float w_truncf(float x) noexcept nogil
    float w_rintf(float x) noexcept nogil
    float w_sqrtf(float x) noexcept nogil
    double w_ceil(double x) noexcept nogil
    double w_floor(double x) noexcept nogil
    double w_trunc(double x) noexcept nogil
    double w_rint(double x) noexcept nogil
    double w_sqrt(double x) noexcept nogil
    uint32_t w_sat_i32(double x) noexcept nogil
    uint32_t w_sat_u32(double x) noexcept nogil
    uint64_t w_sat_i64(double x) noexcept nogil
    uint64_t w_sat_u64(double x) noexcept nogil
    int w_trunc_f32_i32(float x, uint64_t* out) noexcept nogil
    int w_trunc_f32_u32(float x, uint64_t* out) noexcept nogil
    int w_trunc_f64_i32(double x, uint64_t* out) noexcept nogil
    int w_trunc_f64_u32(double x, uint64_t* out) noexcept nogil
    int w_trunc_f32_i64(float x, uint64_t* out) noexcept nogil
    int w_trunc_f32_u64(float x, uint64_t* out) noexcept nogil
    int w_trunc_f64_i64(double x, uint64_t* out) noexcept nogil
    int w_trunc_f64_u64(double x, uint64_t* out) noexcept nogil
