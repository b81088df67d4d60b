;; An interpreter of a small imperative language: lexer, recursive-descent parser, evaluator.
;;
;;   program   = { statement }
;;   statement = "let" name "=" expr ";" | name "=" expr ";" | name "[" expr "]" "=" expr ";"
;;             | "print" expr { "," expr } ";" | "return" [ expr ] ";" | "break" ";" | expr ";"
;;             | "if" expr block [ "else" ( block | if-statement ) ] | "while" expr block
;;             | "fun" name "(" [ name { "," name } ] ")" block
;;   expr      = or-terms of "and" of comparisons of sums of products of unary of postfix
;;
;; Functions are closures, arrays have a fixed size, errors carry the line they happened on.
(import (scheme base) (scheme char) (scheme write) (scheme cxr))

;;; ------------------------------------------------------------------ errors

(define-record-type <failure>
  (make-failure stage line message)
  failure?
  (stage failure-stage)
  (line failure-line)
  (message failure-message))

(define (fail stage line . parts)
  (raise (make-failure stage line (apply string-append parts))))

;;; ------------------------------------------------------------------- lexer

;; A token is (kind text line); kind is name, number, string, symbol, keyword or end.
(define (token-kind t) (car t))
(define (token-text t) (cadr t))
(define (token-line t) (caddr t))

(define keywords '("let" "print" "if" "else" "while" "fun" "return" "break" "and" "or" "not" "true" "false" "nil"))
(define double-symbols '("==" "!=" "<=" ">="))

(define (name-start? c) (or (char-alphabetic? c) (char=? c #\_)))
(define (name-part? c) (or (name-start? c) (char-numeric? c)))

(define (lex text)
  (define end (string-length text))
  (define (char-at i) (if (< i end) (string-ref text i) #\newline))
  (define (scan i ok?) (if (and (< i end) (ok? (char-at i))) (scan (+ i 1) ok?) i))
  (define (double? i)
    (and (< (+ i 1) end) (member (substring text i (+ i 2)) double-symbols)))
  (let loop ((i 0) (line 1) (tokens '()))
    (define (token kind from to next)
      (loop next line (cons (list kind (substring text from to) line) tokens)))
    (let ((c (char-at i)))
      (cond
        ((>= i end) (reverse (cons (list 'end "end of program" line) tokens)))
        ((char=? c #\newline) (loop (+ i 1) (+ line 1) tokens))
        ((char-whitespace? c) (loop (+ i 1) line tokens))
        ((char=? c #\#)
         (loop (scan i (lambda (c) (not (char=? c #\newline)))) line tokens))
        ((char-numeric? c)
         (let ((stop (scan i char-numeric?))) (token 'number i stop stop)))
        ((name-start? c)
         (let* ((stop (scan i name-part?))
                (word (substring text i stop)))
           (token (if (member word keywords) 'keyword 'name) i stop stop)))
        ((char=? c #\")
         (let ((stop (scan (+ i 1) (lambda (c) (not (memv c '(#\" #\newline)))))))
           (unless (char=? (char-at stop) #\") (fail 'syntax line "string without end"))
           (token 'string (+ i 1) stop (+ stop 1))))
        ((double? i) (token 'symbol i (+ i 2) (+ i 2)))
        ((memv c '(#\+ #\- #\* #\/ #\% #\< #\> #\= #\( #\) #\{ #\} #\[ #\] #\, #\;))
         (token 'symbol i (+ i 1) (+ i 1)))
        (else (fail 'syntax line "unexpected character " (string c)))))))

;;; ------------------------------------------------------------------ parser

;; A parser state is a procedure over the remaining tokens: 'peek answers the next token, 'next takes it.
(define (make-input tokens)
  (lambda (message)
    (let ((token (car tokens)))
      (when (and (eq? message 'next) (pair? (cdr tokens))) (set! tokens (cdr tokens)))
      token)))

(define (at? in text)
  (let ((token (in 'peek)))
    (and (memq (token-kind token) '(symbol keyword))
         (string=? (token-text token) text))))

(define (accept in text) (and (at? in text) (in 'next)))

(define (expect in text)
  (or (accept in text)
      (let ((token (in 'peek)))
        (fail 'syntax (token-line token) "expected " text " but found " (token-text token)))))

(define (expect-name in)
  (let ((token (in 'next)))
    (unless (eq? (token-kind token) 'name)
      (fail 'syntax (token-line token) "expected a name but found " (token-text token)))
    (string->symbol (token-text token))))

(define (parse-program text)
  (let ((in (make-input (lex text))))
    (let loop ((statements '()))
      (if (eq? (token-kind (in 'peek)) 'end)
          (reverse statements)
          (loop (cons (parse-statement in) statements))))))

(define (parse-block in)
  (expect in "{")
  (let loop ((statements '()))
    (if (accept in "}")
        (reverse statements)
        (loop (cons (parse-statement in) statements)))))

;; what stands between commas, up to and including the closing symbol
(define (parse-commas in parse close)
  (if (accept in close)
      '()
      (let loop ((items (list (parse in))))
        (cond
          ((accept in ",") (loop (cons (parse in) items)))
          (else (expect in close) (reverse items))))))

(define (parse-statement in)
  (let ((line (token-line (in 'peek))))
    (define (finish statement) (expect in ";") statement)
    (cond
      ((accept in "let")
       (let ((name (expect-name in)))
         (expect in "=")
         (finish (list 'let line name (parse-expr in)))))
      ((accept in "print")
       (list 'print line (parse-commas in parse-expr ";")))
      ((accept in "return")
       (if (accept in ";")
           (list 'return line '(constant nil))
           (finish (list 'return line (parse-expr in)))))
      ((accept in "break") (finish (list 'break line)))
      ((accept in "if") (parse-if in line))
      ((accept in "while")
       (let ((test (parse-expr in)))
         (list 'while line test (parse-block in))))
      ((accept in "fun")
       (let ((name (expect-name in)))
         (expect in "(")
         (let ((parameters (parse-commas in expect-name ")")))
           (list 'let line name (list 'function name parameters (parse-block in))))))
      (else
       (let ((left (parse-expr in)))
         (if (accept in "=")
             (finish (make-assignment left (parse-expr in) line))
             (finish (list 'expr line left))))))))

(define (parse-if in line)
  (let* ((test (parse-expr in))
         (then (parse-block in))
         (else-part (cond
                      ((not (accept in "else")) '())
                      ((accept in "if") (list (parse-if in line)))
                      (else (parse-block in)))))
    (list 'if line test then else-part)))

(define (make-assignment left value line)
  (case (car left)
    ((variable) (list 'set line (caddr left) value))
    ((index) (list 'set-index line (caddr left) (cadddr left) value))
    (else (fail 'syntax line "cannot assign to this expression"))))

;; binary operators, weakest first
(define levels '(("or") ("and") ("==" "!=" "<" "<=" ">" ">=") ("+" "-") ("*" "/" "%")))

(define (parse-expr in) (parse-level in levels))

(define (parse-level in levels)
  (if (null? levels)
      (parse-unary in)
      (let loop ((left (parse-level in (cdr levels))))
        (let ((operator (accept-any in (car levels))))
          (if operator
              (let ((right (parse-level in (cdr levels))))
                (loop (list 'binary (token-line operator) (string->symbol (token-text operator)) left right)))
              left)))))

(define (accept-any in texts)
  (and (pair? texts)
       (or (accept in (car texts)) (accept-any in (cdr texts)))))

(define (parse-unary in)
  (let ((line (token-line (in 'peek))))
    (cond
      ((accept in "-") (list 'binary line '- '(constant 0) (parse-unary in)))
      ((accept in "not") (list 'not line (parse-unary in)))
      (else (parse-postfix in)))))

(define (parse-postfix in)
  (let loop ((value (parse-primary in)))
    (let ((line (token-line (in 'peek))))
      (cond
        ((accept in "(") (loop (list 'call line value (parse-commas in parse-expr ")"))))
        ((accept in "[")
         (let ((index (parse-expr in)))
           (expect in "]")
           (loop (list 'index line value index))))
        (else value)))))

(define (parse-primary in)
  (let* ((token (in 'next))
         (text (token-text token))
         (line (token-line token)))
    (define (is? word) (string=? text word))
    (case (token-kind token)
      ((number) (list 'constant (string->number text)))
      ((string) (list 'constant text))
      ((name) (list 'variable line (string->symbol text)))
      (else
       (cond
         ((is? "true") '(constant #t))
         ((is? "false") '(constant #f))
         ((is? "nil") '(constant nil))
         ((is? "(") (let ((value (parse-expr in))) (expect in ")") value))
         ((is? "[") (list 'array line (parse-commas in parse-expr "]")))
         (else (fail 'syntax line "unexpected " text)))))))

;;; --------------------------------------------------------------- evaluator

;; An environment is a mutable box of an alist and the environment around it.
(define (make-env parent) (cons '() parent))
(define (env-define! env name value) (set-car! env (cons (cons name value) (car env))))

(define (env-find env name line)
  (cond
    ((null? env) (fail 'runtime line "unknown variable " (symbol->string name)))
    ((assq name (car env)))
    (else (env-find (cdr env) name line))))

(define-record-type <function>
  (make-function name parameters body env)
  function?
  (name function-name)
  (parameters function-parameters)
  (body function-body)
  (env function-env))

(define-record-type <builtin>
  (make-builtin name arity apply)
  builtin?
  (name builtin-name)
  (arity builtin-arity)
  (apply builtin-apply))

(define (show value)
  (cond
    ((eq? value #t) "true")
    ((eq? value #f) "false")
    ((eq? value 'nil) "nil")
    ((number? value) (number->string value))
    ((string? value) value)
    ((vector? value)
     (let loop ((items (map show (vector->list value))) (text "["))
       (cond
         ((null? items) (string-append text "]"))
         ((null? (cdr items)) (string-append text (car items) "]"))
         (else (loop (cdr items) (string-append text (car items) ", "))))))
    ((function? value) (string-append "<fun " (symbol->string (function-name value)) ">"))
    (else (string-append "<builtin " (symbol->string (builtin-name value)) ">"))))

(define (truth value) (not (or (eq? value #f) (eq? value 'nil))))

;; Statements run in an environment with two escapes: from the function and from the innermost loop.
(define (run-block statements env return break)
  (let ((env (make-env env)))
    (for-each (lambda (statement) (run statement env return break)) statements)))

(define (run statement env return break)
  (let ((line (cadr statement))
        (parts (cddr statement)))
    (case (car statement)
      ((let) (env-define! env (car parts) (evaluate (cadr parts) env)))
      ((set) (let ((value (evaluate (cadr parts) env)))
               (set-cdr! (env-find env (car parts) line) value)))
      ((set-index)
       (let* ((array (evaluate (car parts) env))
              (index (evaluate (cadr parts) env)))
         (check-index array index line)
         (vector-set! array index (evaluate (caddr parts) env))))
      ((print) (print-values (evaluate-all (car parts) env)))
      ((expr) (evaluate (car parts) env))
      ((if) (run-block (if (truth (evaluate (car parts) env)) (cadr parts) (caddr parts)) env return break))
      ((while)
       (call/cc
        (lambda (break)
          (let loop ()
            (when (truth (evaluate (car parts) env))
              (run-block (cadr parts) env return break)
              (loop))))))
      ((return) (return (evaluate (car parts) env)))
      ((break) (break 'nil)))))

(define (print-values values)
  (let loop ((values values))
    (unless (null? values)
      (display (show (car values)))
      (unless (null? (cdr values)) (display " "))
      (loop (cdr values))))
  (newline))

(define (evaluate expr env)
  (case (car expr)
    ((constant) (cadr expr))
    ((variable) (cdr (env-find env (caddr expr) (cadr expr))))
    ((function) (make-function (cadr expr) (caddr expr) (cadddr expr) env))
    ((array) (list->vector (evaluate-all (caddr expr) env)))
    ((not) (not (truth (evaluate (caddr expr) env))))
    ((index)
     (let* ((array (evaluate (caddr expr) env))
            (index (evaluate (cadddr expr) env)))
       (check-index array index (cadr expr))
       (vector-ref array index)))
    ((call)
     (let* ((function (evaluate (caddr expr) env))
            (arguments (evaluate-all (cadddr expr) env)))
       (call function arguments (cadr expr))))
    ((binary)
     (let ((line (cadr expr)) (operator (caddr expr)) (left (cadddr expr)) (right (car (cddddr expr))))
       (case operator
         ((and) (let ((value (evaluate left env))) (if (truth value) (evaluate right env) value)))
         ((or) (let ((value (evaluate left env))) (if (truth value) value (evaluate right env))))
         (else
          (let* ((a (evaluate left env)) (b (evaluate right env)))
            (operate operator a b line))))))))

;; from left to right, which `map` does not promise
(define (evaluate-all exprs env)
  (if (null? exprs)
      '()
      (let ((first (evaluate (car exprs) env)))
        (cons first (evaluate-all (cdr exprs) env)))))

(define (check-index array index line)
  (unless (vector? array) (fail 'runtime line "not an array: " (show array)))
  (unless (and (integer? index) (<= 0 index) (< index (vector-length array)))
    (fail 'runtime line "index " (show index) " out of range")))

(define (operate operator a b line)
  (case operator
    ((==) (equal? a b))
    ((!=) (not (equal? a b)))
    ((+) (if (and (string? a) (string? b)) (string-append a b) (arithmetic operator a b line)))
    (else (arithmetic operator a b line))))

(define (arithmetic operator a b line)
  (unless (and (number? a) (number? b))
    (fail 'runtime line "numbers wanted by " (symbol->string operator) ", got " (show a) " and " (show b)))
  (when (and (memq operator '(/ %)) (zero? b)) (fail 'runtime line "division by zero"))
  (case operator
    ((+) (+ a b)) ((-) (- a b)) ((*) (* a b))
    ((/) (quotient a b)) ((%) (modulo a b))
    ((<) (< a b)) ((<=) (<= a b)) ((>) (> a b)) ((>=) (>= a b))))

(define (call function arguments line)
  (define (check-count wanted name)
    (unless (= wanted (length arguments))
      (fail 'runtime line (symbol->string name) " takes " (number->string wanted) " arguments, got "
            (number->string (length arguments)))))
  (cond
    ((function? function)
     (check-count (length (function-parameters function)) (function-name function))
     (let ((env (make-env (function-env function))))
       (for-each (lambda (name value) (env-define! env name value)) (function-parameters function) arguments)
       (call/cc
        (lambda (return)
          (run-block (function-body function) env return
                     (lambda (ignored) (fail 'runtime line "break outside a loop")))
          'nil))))
    ((builtin? function)
     (check-count (builtin-arity function) (builtin-name function))
     (apply (builtin-apply function) arguments))
    (else (fail 'runtime line "not a function: " (show function)))))

(define (global-env)
  (let ((env (make-env '())))
    (define (add! name arity procedure) (env-define! env name (make-builtin name arity procedure)))
    (add! 'len 1 (lambda (x) (if (vector? x) (vector-length x) (string-length (show x)))))
    (add! 'str 1 show)
    (add! 'array 2 (lambda (size value) (make-vector size value)))
    env))

(define (run-program title text)
  (display (string-append "--- " title))
  (newline)
  (guard (e ((failure? e)
             (display (string-append (symbol->string (failure-stage e)) " error on line "
                                     (number->string (failure-line e)) ": " (failure-message e)))
             (newline)))
    (let ((program (parse-program text))
          (env (global-env)))
      (define (stray ignored) (fail 'runtime 1 "return or break outside"))
      (for-each (lambda (statement) (run statement env stray stray)) program))))

;;; ---------------------------------------------------------- sample programs

(run-program "factorials" "
fun fact(n) { if n < 2 { return 1; } return n * fact(n - 1); }
let i = 0;
while i <= 30 { print i, fact(i); i = i + 10; }
")

(run-program "primes by sieve" "
let n = 60;
let composite = array(n + 1, false);
let i = 2;
let found = \"\";
while i <= n {
  if not composite[i] {
    found = found + \" \" + str(i);
    let j = i * i;
    while j <= n { composite[j] = true; j = j + i; }
  }
  i = i + 1;
}
print \"primes:\" + found;
")

(run-program "closures and higher order functions" "
fun counter() { let n = 0; fun next() { n = n + 1; return n; } return next; }
fun map(f, xs) {
  let out = array(len(xs), nil);
  let i = 0;
  while i < len(xs) { out[i] = f(xs[i]); i = i + 1; }
  return out;
}
fun square(x) { return x * x; }
let a = counter();
let b = counter();
a(); a();
print a(), b();
print map(square, [1, 2, 3, 4]), map(str, [true, nil, square, len]);
")

(run-program "insertion sort with break" "
let xs = [5, 2, 9, -3, 14, 0, 7];
let i = 1;
while i < len(xs) {
  let x = xs[i];
  let j = i - 1;
  while true {
    if j < 0 or xs[j] <= x { break; }
    xs[j + 1] = xs[j];
    j = j - 1;
  }
  xs[j + 1] = x;
  i = i + 1;
}
print xs;
")

(run-program "collatz" "
fun steps(n) {
  let count = 0;
  while n != 1 {
    if n % 2 == 0 { n = n / 2; } else { n = 3 * n + 1; }
    count = count + 1;
  }
  return count;
}
let best = 1;
let i = 1;
while i < 1000 { if steps(i) > steps(best) { best = i; } i = i + 100; }
print \"longest:\", best, steps(best), \"and 27:\", steps(27);
")

(run-program "else if" "
fun grade(points) {
  if points >= 90 { return \"A\"; } else if points >= 75 { return \"B\"; } else { return \"C\"; }
}
print grade(95), grade(80), grade(10);
")

(run-program "error: unknown variable" "let x = 1;\nprint x + y;\n")
(run-program "error: types" "let x = [1];\n\nprint x * 2;\n")
(run-program "error: index" "let x = [1, 2];\nx[2] = 1;\n")
(run-program "error: arity" "fun f(a, b) { return a; }\nprint f(1);\n")
(run-program "error: division" "print 1 / 0;")
(run-program "error: syntax" "let x = ;\n")
(run-program "error: missing brace" "while true {\n  print 1;\n")
(run-program "error: assignment" "1 + 2 = 3;")
(run-program "error: character" "let a = 1;\nlet b = a ? 2;")
(run-program "error: string" "print \"abc\n;")
