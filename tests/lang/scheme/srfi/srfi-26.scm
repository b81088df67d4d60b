(import (scheme base) (srfi 26))

((cut cons 1 <>) 2)  ; => (1 . 2)
((cut list 1 <> 3 <> 5) 2 4)  ; => (1 2 3 4 5)
((cut list))  ; => ()
((cut list 1))  ; => (1)
((cut <> 1 2) +)  ; => 3
((cut list 1 <...>) 2 3)  ; => (1 2 3)
((cut list 1 <...>))  ; => (1)
((cut list 1 <> 3 <...>) 2 4 5)  ; => (1 2 3 4 5)
((cut <> <...>) list 1 2)  ; => (1 2)
(map (cut * 2 <>) '(1 2 3))  ; => (2 4 6)
(let* ((n 0) (f (cut list (begin (set! n (+ n 1)) n) <>))) (f 'a) (f 'b))  ; => (2 b)
(let* ((n 0) (f (cute list (begin (set! n (+ n 1)) n) <>))) (f 'a) (f 'b))  ; => (1 b)
(let* ((f car) (g (cute f <>))) (set! f cdr) (g '(1 . 2)))  ; => 1
((cute list 1 <> 3 <...>) 2 4 5)  ; => (1 2 3 4 5)
((cute <> 1 2) +)  ; => 3
((cute list))  ; => ()
(let ((x 'outer)) ((cut list x <>) 'inner))  ; => (outer inner)
(let ((slot 7) (rest 8)) ((cut list slot <> rest <...>) 1 2))  ; => (7 1 8 2)
((cut list '<> <>) 1)  ; => (<> 1)
((cut cons 1 <>))  ; !! WrongArity: .*expected 1 argument, got 0
(cut)  ; !! ExpandError: bad syntax in cut
(cut list <...> 1)  ; !! ExpandError: bad syntax in cut: <...> must be the last slot
(cute list <...> 1)  ; !! ExpandError: bad syntax in cute: <...> must be the last slot

(import (scheme base) (srfi 26 cut))
((cut cons 1 <>) 2)  ; => (1 . 2)
