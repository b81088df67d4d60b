(import (scheme base) (srfi 28))

(format "Hello, ~a" "World!")  ; => "Hello, World!"
(format "Error, list is too short: ~s~%" '(one "two" 3))  ; => "Error, list is too short: (one \"two\" 3)\n"
(format "~a ~s" #\a #\a)  ; => "a #\\a"
(format "100~~")  ; => "100~"
(format "")  ; => ""
(format "~a~a" 1 2)  ; => "12"
(format "λ~aμ" 1/2)  ; => "λ1/2μ"
(format "~a")  ; !! OutOfRange: format: more places for values than values
(format "~a" 1 2)  ; !! OutOfRange: format: more values than places for them
(format "~x" 1)  ; !! OutOfRange: format: unknown directive ~x
(format "~")  ; !! OutOfRange: format: a ~ at the end of the template
(format 5 1)  ; !! WrongType: format: argument 1 is not a string: 5

(import (scheme base) (srfi 28 basic-format-strings))
(format "~a" 1)  ; => "1"
