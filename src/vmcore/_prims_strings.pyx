# Characters, strings, symbols, keywords and bytevectors.
#
# Work is charged when nothing can fail any more: an instruction that was refused memory is tried once more, and a
# charge before the refusal would make the second try look like another instruction's.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint32_t
from libc.stdio cimport snprintf
from libc.string cimport memcpy, memmove, memset
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._text cimport *

cdef enum:
    IS_EQ
    IS_LT
    IS_GT
    IS_LE
    IS_GE

cdef struct Range:
    size_t start
    size_t end

cdef struct Shape:                        # of a string to be made from a list
    size_t n                              # characters
    int kind                              # their width
    int64_t items                         # of the list


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int made(Value* out, Value v) noexcept nogil:
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef inline bint holds(int test, int order) noexcept nogil:
    if test == IS_EQ:
        return order == 0
    if test == IS_LT:
        return order < 0
    if test == IS_GT:
        return order > 0
    if test == IS_LE:
        return order <= 0
    return order >= 0


cdef int take_range(VM* vm, Value* args, int n, int at, size_t length, Range* r) noexcept nogil:
    """Optional start and end, arguments `at` and `at` + 1 of n."""
    cdef int64_t start = 0
    cdef int64_t end = <int64_t>length
    if n > at + 1:
        end = fix_value(args[at + 1])
        if end < 0 or end > <int64_t>length:
            return err_beyond(vm, at + 1, args[at + 1], <int64_t>length)
    if n > at:
        start = fix_value(args[at])
        if start < 0 or start > end:
            return err_range(vm, at, args[at])
    r.start = <size_t>start
    r.end = <size_t>end
    return ST_OK


cdef inline bint index_in(Value v, size_t length) noexcept nogil:
    return <uint64_t>fix_value(v) < length


cdef inline Value found(int64_t place) noexcept nogil:
    return from_fix(place) if place >= 0 else IMM_FALSE


cdef int one_irritant(VM* vm, const char* text, Value irritant) noexcept nogil:
    cdef Value irritants = new_pair(vm, irritant, IMM_NIL)
    return err_msg(vm, text, irritants) if irritants else ST_NOMEM


# ---------------------------------------------------------------- characters

cdef int prim_char_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_char(args[0]))


cdef int prim_char_to_integer(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(char_value(args[0]))
    return ST_OK


cdef int prim_integer_to_char(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t i = fix_value(args[0])
    if i < 0 or i > 0x10FFFF or 0xD800 <= i <= 0xDFFF:
        return err_range(vm, 0, args[0])
    out[0] = from_char(<uint32_t>i)
    return ST_OK


cdef int compare_chars(Value* args, int n, Value* out, int test) noexcept nogil:
    cdef int i
    cdef bint yes = True
    for i in range(1, n):
        yes = yes and holds(test, <int>char_value(args[i - 1]) - <int>char_value(args[i]))
    return answer(out, yes)


cdef int compare_chars_ci(Value* args, int n, Value* out, int test) noexcept nogil:
    cdef int i
    cdef bint yes = True
    cdef uint32_t last, next
    if char_foldcase(char_value(args[0]), &last) != ST_OK:
        return ST_NOMEM
    for i in range(1, n):
        if char_foldcase(char_value(args[i]), &next) != ST_OK:
            return ST_NOMEM
        yes = yes and holds(test, <int>last - <int>next)
        last = next
    return answer(out, yes)


cdef int prim_chareq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars(args, n, out, IS_EQ)
cdef int prim_charlt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars(args, n, out, IS_LT)
cdef int prim_chargt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars(args, n, out, IS_GT)
cdef int prim_charle_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars(args, n, out, IS_LE)
cdef int prim_charge_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars(args, n, out, IS_GE)
cdef int prim_char_cieq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars_ci(args, n, out, IS_EQ)
cdef int prim_char_cilt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars_ci(args, n, out, IS_LT)
cdef int prim_char_cigt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars_ci(args, n, out, IS_GT)
cdef int prim_char_cile_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars_ci(args, n, out, IS_LE)
cdef int prim_char_cige_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_chars_ci(args, n, out, IS_GE)


cdef int prim_char_upcase(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t upper
    if char_upcase(char_value(args[0]), &upper) != ST_OK:
        return ST_NOMEM
    out[0] = from_char(upper)
    return ST_OK


cdef int prim_char_downcase(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_char(char_downcase(char_value(args[0])))
    return ST_OK


cdef int prim_char_foldcase(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t folded
    if char_foldcase(char_value(args[0]), &folded) != ST_OK:
        return ST_NOMEM
    out[0] = from_char(folded)
    return ST_OK


cdef int prim_char_alphabetic_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, char_alphabetic(char_value(args[0])))


cdef int prim_char_numeric_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, char_numeric(char_value(args[0])))


cdef int prim_char_whitespace_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, char_whitespace(char_value(args[0])))


cdef int prim_char_upper_case_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, char_upper(char_value(args[0])))


cdef int prim_char_lower_case_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, char_lower(char_value(args[0])))


cdef int prim_digit_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = found(char_digit(char_value(args[0])))
    return ST_OK


# ---------------------------------------------------------------- strings: one and its characters

cdef inline int writable(VM* vm, Value s) noexcept nogil:
    if as_string(s).h.flags & F_IMMUTABLE:
        return err_msg(vm, b"the string is immutable (a literal)", IMM_NIL)
    return ST_OK


cdef int prim_string_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_string(args[0]))


cdef void fill(String* s, size_t start, size_t end, uint32_t cp) noexcept nogil:
    cdef size_t i
    if s.h.aux == 1:
        memset(<uint8_t*>s.data + start, <int>cp, end - start)
        return
    for i in range(start, end):
        string_put(s, <Py_ssize_t>i, cp)


cdef int prim_make_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t length = fix_value(args[0])
    cdef uint32_t cp = char_value(args[1]) if n > 1 else 32
    cdef Value v
    if length < 0:
        return err_range(vm, 0, args[0])
    v = new_string(vm, <size_t>length, char_kind(cp))
    if v:
        charge(vm, length)
        fill(as_string(v), 0, <size_t>length, cp)
    return made(out, v)


cdef Value string_of(VM* vm, Value* chars, size_t n) noexcept nogil:
    """String of values that are characters; 0 when memory is refused."""
    cdef uint32_t all = 0
    cdef size_t i
    cdef Value v
    for i in range(n):
        all |= char_value(chars[i])
    v = new_string(vm, n, char_kind(all))
    if v == 0:
        return 0
    charge(vm, 2 * <int64_t>n)
    for i in range(n):
        string_put(as_string(v), <Py_ssize_t>i, char_value(chars[i]))
    return v


cdef int prim_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, string_of(vm, args, <size_t>n))


cdef int prim_string_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(as_string(args[0]).h.length)
    return ST_OK


cdef int prim_string_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not index_in(args[1], as_string(args[0]).h.length):
        return err_beyond(vm, 1, args[1], as_string(args[0]).h.length)
    out[0] = from_char(string_ref(as_string(args[0]), <Py_ssize_t>fix_value(args[1])))
    return ST_OK


cdef inline int make_room(VM* vm, Value s, uint32_t cp) noexcept nogil:
    """Widens the string if the character needs it; its data may move."""
    cdef int status
    if char_kind(cp) <= as_string(s).h.aux:
        return ST_OK
    status = string_widen(vm, s, char_kind(cp))
    if status == ST_OK:
        charge(vm, as_string(s).h.length)
    return status


cdef int prim_string_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t cp = char_value(args[2])
    cdef int status = writable(vm, args[0])
    if status == ST_OK and not index_in(args[1], as_string(args[0]).h.length):
        status = err_beyond(vm, 1, args[1], as_string(args[0]).h.length)
    if status == ST_OK:
        status = make_room(vm, args[0], cp)
    if status == ST_OK:
        string_put(as_string(args[0]), <Py_ssize_t>fix_value(args[1]), cp)
        out[0] = IMM_UNSPEC
    return status


# ---------------------------------------------------------------- strings: comparison

cdef int compare_strings(VM* vm, Value* args, int n, Value* out, int test) noexcept nogil:
    cdef int i
    cdef bint yes = True
    cdef String* a
    cdef String* b
    for i in range(1, n):
        a = as_string(args[i - 1])
        b = as_string(args[i])
        charge(vm, (a.h.length if a.h.length < b.h.length else b.h.length) >> 2)
        if not (string_equal(a, b) if test == IS_EQ else holds(test, string_compare(a, b))):
            yes = False
            break
    return answer(out, yes)


cdef int compare_strings_ci(VM* vm, Value* args, int n, Value* out, int test) noexcept nogil:
    cdef int i, order
    cdef int64_t work = 0
    cdef bint yes = True
    for i in range(1, n):
        if string_compare_ci(as_string(args[i - 1]), as_string(args[i]), &order) != ST_OK:
            return ST_NOMEM
        work += 2 * (<int64_t>as_string(args[i - 1]).h.length + as_string(args[i]).h.length)
        if not holds(test, order):
            yes = False
            break
    charge(vm, work)
    return answer(out, yes)


cdef int prim_stringeq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings(vm, args, n, out, IS_EQ)
cdef int prim_stringlt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings(vm, args, n, out, IS_LT)
cdef int prim_stringgt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings(vm, args, n, out, IS_GT)
cdef int prim_stringle_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings(vm, args, n, out, IS_LE)
cdef int prim_stringge_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings(vm, args, n, out, IS_GE)
cdef int prim_string_cieq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings_ci(vm, args, n, out, IS_EQ)
cdef int prim_string_cilt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings_ci(vm, args, n, out, IS_LT)
cdef int prim_string_cigt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings_ci(vm, args, n, out, IS_GT)
cdef int prim_string_cile_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings_ci(vm, args, n, out, IS_LE)
cdef int prim_string_cige_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compare_strings_ci(vm, args, n, out, IS_GE)


cdef int prim_string_upcase(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return string_case(vm, as_string(args[0]), CASE_UP, out)


cdef int prim_string_downcase(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return string_case(vm, as_string(args[0]), CASE_DOWN, out)


cdef int prim_string_foldcase(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return string_case(vm, as_string(args[0]), CASE_FOLD, out)


# ---------------------------------------------------------------- strings: parts, joining, copying

cdef int copy_range(VM* vm, Value s, size_t start, size_t end, Value* out) noexcept nogil:
    cdef int status = string_range(vm, as_string(s), start, end, out)
    if status == ST_OK:
        charge(vm, <int64_t>(end - start) >> 2)
    return status


cdef int prim_string_copy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef int status = take_range(vm, args, n, 1, as_string(args[0]).h.length, &r)
    return copy_range(vm, args[0], r.start, r.end, out) if status == ST_OK else status


cdef int prim_substring(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return prim_string_copy(vm, args, n, out)


cdef inline void shape_add(Shape* shape, String* s) noexcept nogil:
    shape.n += s.h.length
    if s.h.aux > shape.kind and s.h.length:
        shape.kind = s.h.aux


cdef inline size_t lay(Value to, size_t at, String* s) noexcept nogil:
    """Copies a string into a new one; answers the place after it."""
    chars_copy(as_string(to).data, as_string(to).h.aux, at, s.data, s.h.aux, 0, s.h.length)
    return at + s.h.length


cdef int prim_string_append(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Shape shape
    cdef size_t at = 0
    cdef Value v
    cdef int i
    shape.n = 0
    shape.kind = 1
    for i in range(n):
        shape_add(&shape, as_string(args[i]))
    v = new_string(vm, shape.n, shape.kind)
    if v:
        charge(vm, <int64_t>shape.n >> 2)
        for i in range(n):
            at = lay(v, at, as_string(args[i]))
    return made(out, v)


cdef int prim_string_copy_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String* to = as_string(args[0])
    cdef String* src = as_string(args[2])
    cdef Range r
    cdef int64_t at = fix_value(args[1])
    cdef int status = writable(vm, args[0])
    if status == ST_OK and (at < 0 or at > <int64_t>to.h.length):
        status = err_beyond(vm, 1, args[1], to.h.length)
    if status == ST_OK:
        status = take_range(vm, args, n, 3, src.h.length, &r)
    if status != ST_OK:
        return status
    if r.end - r.start > to.h.length - <size_t>at:
        return err_beyond(vm, 1, args[1], to.h.length)
    if src.h.aux > to.h.aux:
        status = make_room(vm, args[0], chars_widest(src, r.start, r.end))
    if status == ST_OK:
        charge(vm, <int64_t>(r.end - r.start) >> 2)
        chars_copy(to.data, to.h.aux, <size_t>at, src.data, src.h.aux, r.start, r.end - r.start)
        out[0] = IMM_UNSPEC
    return status


cdef int prim_string_fill_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t cp = char_value(args[1])
    cdef Range r
    cdef int status = writable(vm, args[0])
    if status == ST_OK:
        status = take_range(vm, args, n, 2, as_string(args[0]).h.length, &r)
    if status == ST_OK and r.start < r.end:
        status = make_room(vm, args[0], cp)
    if status == ST_OK:
        charge(vm, <int64_t>(r.end - r.start))
        fill(as_string(args[0]), r.start, r.end, cp)
        out[0] = IMM_UNSPEC
    return status


# ---------------------------------------------------------------- strings, lists and vectors

cdef int prim_string_to_list(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef String* s = as_string(args[0])
    cdef Value v = IMM_NIL
    cdef size_t i
    cdef int status = take_range(vm, args, n, 1, s.h.length, &r)
    if status != ST_OK:
        return status
    if not heap_reserve(vm, (r.end - r.start) * sizeof(Pair)):
        return ST_NOMEM
    i = r.end
    while i > r.start:
        i -= 1
        v = new_pair(vm, from_char(string_ref(s, <Py_ssize_t>i)), v)
        if v == 0:
            return ST_NOMEM
    charge(vm, 2 * <int64_t>(r.end - r.start))
    out[0] = v
    return ST_OK


cdef int walk_list(VM* vm, Value list, int type, Shape* shape, const char* expected) noexcept nogil:
    """Adds up a proper list of characters or strings (by `type`); a cycle is found by Brent's algorithm."""
    cdef Value v = list
    cdef Value mark = IMM_UNDEF
    cdef int64_t steps = 0, power = 16
    cdef uint32_t all = 0
    while is_pair(v):
        if type_of(car(v)) != type:
            return err_type(vm, 0, list, expected)
        if type == T_CHAR:
            shape.n += 1
            all |= char_value(car(v))
        else:
            shape_add(shape, as_string(car(v)))
        v = cdr(v)
        steps += 1
        if v == mark:
            return err_type(vm, 0, list, expected)
        if steps == power:
            mark = v
            power <<= 1
    shape.items = steps
    if v != IMM_NIL:
        return err_type(vm, 0, list, expected)
    if type == T_CHAR:
        shape.kind = char_kind(all)
    return ST_OK


cdef int prim_list_to_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Shape shape
    cdef Value list = args[0]
    cdef Value v
    cdef Py_ssize_t i = 0
    cdef int status
    shape.n = 0
    shape.kind = 1
    status = walk_list(vm, list, T_CHAR, &shape, b"proper list of characters")
    if status != ST_OK:
        return status
    v = new_string(vm, shape.n, shape.kind)
    if v:
        charge(vm, 6 * shape.items)
        while is_pair(list):
            string_put(as_string(v), i, char_value(car(list)))
            i += 1
            list = cdr(list)
    return made(out, v)


cdef int prim_string_join(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Shape shape
    cdef Value list = args[0]
    cdef Value v
    cdef uint8_t space = 32
    cdef String blank
    cdef String* between = &blank
    cdef size_t at = 0
    cdef int status
    memset(&blank, 0, sizeof(String))
    blank.h.aux = 1
    blank.h.length = 1
    blank.data = &space
    if n > 1:
        between = as_string(args[1])
    shape.n = 0
    shape.kind = 1
    status = walk_list(vm, list, T_STRING, &shape, b"proper list of strings")
    if status != ST_OK:
        return status
    v = list
    while is_pair(v) and is_pair(cdr(v)):
        shape_add(&shape, between)
        v = cdr(v)
    v = new_string(vm, shape.n, shape.kind)
    if v:
        charge(vm, 10 * shape.items + (<int64_t>shape.n >> 2))
        while is_pair(list):
            at = lay(v, at, as_string(car(list)))
            list = cdr(list)
            if list != IMM_NIL:
                at = lay(v, at, between)
    return made(out, v)


cdef int prim_string_to_vector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef String* s = as_string(args[0])
    cdef Value v
    cdef size_t i
    cdef int status = take_range(vm, args, n, 1, s.h.length, &r)
    if status != ST_OK:
        return status
    v = new_vector(vm, r.end - r.start, IMM_UNSPEC)
    if v:
        charge(vm, 2 * <int64_t>(r.end - r.start))
        for i in range(r.end - r.start):
            as_vector(v).items[i] = from_char(string_ref(s, <Py_ssize_t>(r.start + i)))
    return made(out, v)


cdef int prim_vector_to_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef Vector* items = as_vector(args[0])
    cdef size_t i
    cdef int status = take_range(vm, args, n, 1, items.h.length, &r)
    if status != ST_OK:
        return status
    for i in range(r.start, r.end):
        if not is_char(items.items[i]):
            return err_type(vm, 0, args[0], b"vector of characters")
    return made(out, string_of(vm, items.items + r.start, r.end - r.start))


# ---------------------------------------------------------------- strings: searching, trimming, hash

cdef int prim_string_index(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef String* s = as_string(args[0])
    cdef uint32_t cp = char_value(args[1])
    cdef size_t i
    cdef int status = take_range(vm, args, n, 2, s.h.length, &r)
    if status != ST_OK:
        return status
    i = r.start
    while i < r.end and string_ref(s, <Py_ssize_t>i) != cp:
        i += 1
    charge(vm, <int64_t>(i - r.start))
    out[0] = from_fix(<int64_t>i) if i < r.end else IMM_FALSE
    return ST_OK


cdef int search(VM* vm, Value pattern, Value s, Value* args, int n, Value* out) noexcept nogil:
    """From the optional argument 2 on."""
    cdef Range r
    cdef int64_t place = -1
    cdef int status = take_range(vm, args, n, 2, as_string(s).h.length, &r)
    if status == ST_OK:
        status = string_search(vm, as_string(pattern), as_string(s), r.start, &place)
    if status == ST_OK:
        charge(vm, (place if place >= 0 else <int64_t>r.end) - <int64_t>r.start + as_string(pattern).h.length)
        out[0] = found(place)
    return status


cdef int prim_string_search_forward(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return search(vm, args[0], args[1], args, n, out)


cdef int prim_string_contains(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return search(vm, args[1], args[0], args, n, out)


cdef bint same_at(String* part, String* s, size_t at) noexcept nogil:
    cdef size_t i
    for i in range(part.h.length):
        if string_ref(part, <Py_ssize_t>i) != string_ref(s, <Py_ssize_t>(at + i)):
            return False
    return True


cdef int prim_string_prefix_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String* part = as_string(args[0])
    cdef String* s = as_string(args[1])
    charge(vm, part.h.length)
    return answer(out, part.h.length <= s.h.length and same_at(part, s, 0))


cdef int prim_string_suffix_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String* part = as_string(args[0])
    cdef String* s = as_string(args[1])
    charge(vm, part.h.length)
    return answer(out, part.h.length <= s.h.length and same_at(part, s, s.h.length - part.h.length))


cdef int trim(VM* vm, Value v, bint left, bint right, Value* out) noexcept nogil:
    cdef String* s = as_string(v)
    cdef size_t start = 0, end = s.h.length
    while left and start < end and char_whitespace(string_ref(s, <Py_ssize_t>start)):
        start += 1
    while right and end > start and char_whitespace(string_ref(s, <Py_ssize_t>(end - 1))):
        end -= 1
    return copy_range(vm, v, start, end, out)


cdef int prim_string_trim_left(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return trim(vm, args[0], True, False, out)


cdef int prim_string_trim_right(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return trim(vm, args[0], False, True, out)


cdef int prim_string_trim_both(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return trim(vm, args[0], True, True, out)


cdef int prim_string_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t hash
    if n > 1 and fix_value(args[1]) <= 0:
        return err_range(vm, 1, args[1])
    charge(vm, as_string(args[0]).h.length)
    hash = <int64_t>string_hash(as_string(args[0]))
    out[0] = from_fix(hash % fix_value(args[1]) if n > 1 else hash)
    return ST_OK


# ---------------------------------------------------------------- symbols and keywords

cdef int prim_symbol_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_symbol(args[0]))


cdef int prim_symboleq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint same = True
    cdef int i
    for i in range(1, n):
        same = same and args[i] == args[0]
    return answer(out, same)


cdef inline Value name_of(Value symbol) noexcept nogil:
    return (<Symbol*>as_obj(symbol)).name


cdef int prim_symbol_to_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = name_of(args[0])
    return ST_OK


cdef int prim_string_to_symbol(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = intern(vm, args[0], T_SYMBOL)
    if v:
        charge(vm, as_string(args[0]).h.length)
    return made(out, v)


cdef int prim_keyword_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_KEYWORD))


cdef int prim_keyword_to_symbol(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, intern(vm, name_of(args[0]), T_SYMBOL))


cdef int prim_symbol_to_keyword(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, intern(vm, name_of(args[0]), T_KEYWORD))


cdef int prim_find_keyword(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = interned(vm, as_string(args[0]), T_KEYWORD)
    charge(vm, as_string(args[0]).h.length)
    out[0] = v if v else IMM_FALSE
    return ST_OK


cdef Value new_uninterned(VM* vm, Value name) noexcept nogil:
    """Symbol of an immutable string; 0 when memory is refused."""
    cdef Symbol* s = <Symbol*>alloc(vm, sizeof(Symbol))
    if s == NULL:
        return 0
    set_header(s, T_SYMBOL, sizeof(Symbol), 0, 0)
    s.hash = string_hash(as_string(name))
    s.name = name
    s.cell = IMM_UNDEF
    return tag_obj(s)


cdef int prim_string_to_uninterned_symbol(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value name = args[0]
    if not as_string(name).h.flags & F_IMMUTABLE:
        if copy_range(vm, name, 0, as_string(name).h.length, &name) != ST_OK:
            return ST_NOMEM
        as_string(name).h.flags |= F_IMMUTABLE
    return made(out, new_uninterned(vm, name))


cdef int number_name(VM* vm, Value prefix, int64_t number, Value* out) noexcept nogil:
    """New immutable string: the prefix (or 0) and a number."""
    cdef char digits[24]
    cdef Text t
    cdef int status
    snprintf(digits, 24, b"%lld", <long long>number)
    text_init(&t)
    if prefix:
        status = text_string(&t, as_string(prefix), 0, as_string(prefix).h.length)
    else:
        status = text_ascii(&t, b"g")
    if status == ST_OK:
        status = text_ascii(&t, digits)
    if status == ST_OK:
        status = text_to_value(vm, &t, out)
    text_free(&t)
    if status == ST_OK:
        as_string(out[0]).h.flags |= F_IMMUTABLE
    return status


cdef int prim_sys_gensym(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """The counter is a global that no program can name, so that a runtime always gives the same names."""
    cdef Value key = intern_c(vm, b"%gensym-counter")
    cdef Value cell = global_cell(vm, key) if key else 0
    cdef Value name, symbol
    cdef Global* g
    cdef int64_t number
    if cell == 0:
        return ST_NOMEM
    g = <Global*>as_obj(cell)
    number = fix_value(g.value) + 1 if is_fix(g.value) else 1
    if number_name(vm, args[0] if n else 0, number, &name) != ST_OK:
        return ST_NOMEM
    symbol = new_uninterned(vm, name)
    if symbol == 0:
        return ST_NOMEM
    write_barrier(vm, cell, from_fix(number))
    g.value = from_fix(number)
    out[0] = symbol
    return ST_OK


# ---------------------------------------------------------------- bytevectors

cdef inline Bytes* as_bytes(Value v) noexcept nogil:
    return <Bytes*>as_obj(v)


cdef inline bint is_byte(Value v) noexcept nogil:
    return <uint64_t>fix_value(v) < 256


cdef inline int writable_bytes(VM* vm, Value b) noexcept nogil:
    if as_bytes(b).h.flags & F_IMMUTABLE:
        return err_msg(vm, b"the bytevector is immutable (a literal)", IMM_NIL)
    return ST_OK


cdef int prim_bytevector_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_BYTES))


cdef int prim_make_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t length = fix_value(args[0])
    cdef int byte = <int>fix_value(args[1]) if n > 1 else 0
    cdef Value v
    if length < 0:
        return err_range(vm, 0, args[0])
    if n > 1 and not is_byte(args[1]):
        return err_range(vm, 1, args[1])
    v = new_bytes(vm, <size_t>length)
    if v:
        charge(vm, length >> 4)
        memset(as_bytes(v).data, byte, <size_t>length)
    return made(out, v)


cdef int prim_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int i
    for i in range(n):
        if not is_byte(args[i]):
            return err_range(vm, i, args[i])
    v = new_bytes(vm, <size_t>n)
    if v:
        for i in range(n):
            as_bytes(v).data[i] = <uint8_t>fix_value(args[i])
    return made(out, v)


cdef int prim_bytevector_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(as_bytes(args[0]).h.length)
    return ST_OK


cdef int prim_bytevector_u8_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not index_in(args[1], as_bytes(args[0]).h.length):
        return err_beyond(vm, 1, args[1], as_bytes(args[0]).h.length)
    out[0] = from_fix(as_bytes(args[0]).data[fix_value(args[1])])
    return ST_OK


cdef int prim_bytevector_u8_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int status = writable_bytes(vm, args[0])
    if status != ST_OK:
        return status
    if not index_in(args[1], as_bytes(args[0]).h.length):
        return err_beyond(vm, 1, args[1], as_bytes(args[0]).h.length)
    if not is_byte(args[2]):
        return err_range(vm, 2, args[2])
    as_bytes(args[0]).data[fix_value(args[1])] = <uint8_t>fix_value(args[2])
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_bytevector_copy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef Value v
    cdef int status = take_range(vm, args, n, 1, as_bytes(args[0]).h.length, &r)
    if status != ST_OK:
        return status
    v = new_bytes(vm, r.end - r.start)
    if v:
        charge(vm, <int64_t>(r.end - r.start) >> 4)
        memcpy(as_bytes(v).data, as_bytes(args[0]).data + r.start, r.end - r.start)
    return made(out, v)


cdef int prim_bytevector_copy_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Bytes* to = as_bytes(args[0])
    cdef Bytes* src = as_bytes(args[2])
    cdef Range r
    cdef int64_t at = fix_value(args[1])
    cdef int status = writable_bytes(vm, args[0])
    if status == ST_OK and (at < 0 or at > <int64_t>to.h.length):
        status = err_beyond(vm, 1, args[1], to.h.length)
    if status == ST_OK:
        status = take_range(vm, args, n, 3, src.h.length, &r)
    if status != ST_OK:
        return status
    if r.end - r.start > to.h.length - <size_t>at:
        return err_beyond(vm, 1, args[1], to.h.length)
    charge(vm, <int64_t>(r.end - r.start) >> 4)
    memmove(to.data + at, src.data + r.start, r.end - r.start)
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_bytevector_append(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef size_t total = 0
    cdef Value v
    cdef int i
    for i in range(n):
        total += as_bytes(args[i]).h.length
    v = new_bytes(vm, total)
    if v == 0:
        return ST_NOMEM
    charge(vm, <int64_t>total >> 4)
    total = 0
    for i in range(n):
        memcpy(as_bytes(v).data + total, as_bytes(args[i]).data, as_bytes(args[i]).h.length)
        total += as_bytes(args[i]).h.length
    out[0] = v
    return ST_OK


cdef int prim_bytevector_fill_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef int status = writable_bytes(vm, args[0])
    if status == ST_OK and not is_byte(args[1]):
        status = err_range(vm, 1, args[1])
    if status == ST_OK:
        status = take_range(vm, args, n, 2, as_bytes(args[0]).h.length, &r)
    if status == ST_OK:
        charge(vm, <int64_t>(r.end - r.start) >> 4)
        memset(as_bytes(args[0]).data + r.start, <int>fix_value(args[1]), r.end - r.start)
        out[0] = IMM_UNSPEC
    return status


cdef int prim_utf8_to_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef Py_ssize_t bad
    cdef int status = take_range(vm, args, n, 1, as_bytes(args[0]).h.length, &r)
    if status != ST_OK:
        return status
    status = utf8_decode(vm, <char*>as_bytes(args[0]).data + r.start, r.end - r.start, out, &bad)
    if status == ST_OK and bad >= 0:
        return one_irritant(vm, b"the bytes are not valid UTF-8, from this index on", from_fix(<int64_t>r.start + bad))
    if status == ST_OK:
        charge(vm, 2 * <int64_t>(r.end - r.start))
    return status


cdef int prim_string_to_utf8(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Range r
    cdef String* s = as_string(args[0])
    cdef Value v
    cdef int status = take_range(vm, args, n, 1, s.h.length, &r)
    if status != ST_OK:
        return status
    v = new_bytes(vm, utf8_size(s, r.start, r.end))
    if v:
        charge(vm, 2 * <int64_t>(r.end - r.start))
        utf8_write(s, r.start, r.end, <char*>as_bytes(v).data)
    return made(out, v)
