; []
(format "%5d|%-5d|%05d|%+d|%,d|%(d" 42 42 42 42 1234567 -5)
;=> "   42|42   |00042|+42|1,234,567|(5)"
(format "%x %X %#x %#X %o %#o %x" 255 255 255 255 8 8 -1)
;=> "ff FF 0xff 0XFF 10 010 ffffffffffffffff"
(format "%s %S %10s|%-10s|%.2s" [1 2] "ab" :k 'sym "abc")
;=> "[1 2] AB         :k|sym       |ab"
(format "%s %s" nil {:a 1})
;=> "null {:a 1}"
(format "%b %b %b" nil 0 false)
;=> "false true false"
(format "%c %c" \a \b)
;=> "a b"
(format "%f %.2f %10.3f|%-10.1f|%010.2f" 3.14159 2.345 1.5 2.25 -3.14159)
;=> "3.141590 2.35      1.500|2.3       |-000003.14"
(format "%e %.2e %E" 12345.678 0.00012 1e10)
;=> "1.234568e+04 1.20e-04 1.000000E+10"
(format "%g %g %.3g" 0.0001234 123456.789 1e-5)
;=> "0.000123400 123457 1.00e-05"
(format "%,.2f %+.1f %(.2f" 1234567.891 1.0 -2.5)
;=> "1,234,567.89 +1.0 (2.50)"
(format "%2$s %1$s %<s" "a" "b")
;=> "b a a"
(format "%% %n")
;=> "% \n"
(format "%h" "hello")
;=> "5e918d2"
(format "%.3f" 2.0005M)
;=> "2.001"
(format "%s" 1.0)
;=> "1.0"
(format "%s" 1/3)
;=> "1/3"
(try (format "%d" "x") (catch IllegalArgumentException e :bad))
;=> :bad
(try (format "%d" 1.5) (catch IllegalArgumentException e :bad))
;=> :bad
(try (format "%f" 3) (catch IllegalArgumentException e :bad))
;=> :bad
(try (format "%c" "a") (catch IllegalArgumentException e :bad))
;=> :bad
(try (format "%s") (catch IllegalArgumentException e :bad))
;=> :bad
(try (format "%q" 1) (catch IllegalArgumentException e :bad))
;=> :bad
(format "%d" nil)
;=> "null"
(format "%tY %s" nil 1)
;=> "null 1"
(format "%a %a %a %A" 1.0 0.1 -2.5 255.5)
;=> "0x1.0p0 0x1.999999999999ap-4 -0x1.4p1 0X1.FFP7"
(count (format "%.500f" 1.5))
;=> 502
(count (format "%.300f" 1e300))
;=> 602
(try (format "%tY" "a") (catch IllegalArgumentException e (ex-message e)))
;=> "format: %tY takes a date, not a"
(try (format "%tx" #inst "2020-01-02") (catch IllegalArgumentException e (ex-message e)))
;=> "format: %tx is no directive"
