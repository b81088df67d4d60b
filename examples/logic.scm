;; A small Prolog: terms, unification with an occurs check, backtracking by success continuations, and a data base
;; of clauses written as S-expressions. Variables are symbols that begin with a question mark.
(import (scheme base) (scheme cxr) (scheme write))

;;; ---------------------------------------------------------- substitutions

;; A variable of a clause in use is a pair (variable name serial); the serial keeps one use apart from another.
(define-record-type <variable>
  (make-variable name serial)
  variable?
  (name variable-name)
  (serial variable-serial))

(define (walk term bindings)
  (let ((found (and (variable? term) (assq term bindings))))
    (if found (walk (cdr found) bindings) term)))

(define (occurs? variable term bindings)
  (let ((term (walk term bindings)))
    (cond
      ((eq? term variable) #t)
      ((pair? term) (or (occurs? variable (car term) bindings) (occurs? variable (cdr term) bindings)))
      (else #f))))

;; answers the extended bindings, or #f
(define (unify a b bindings)
  (let ((a (walk a bindings)) (b (walk b bindings)))
    (cond
      ((eqv? a b) bindings)
      ((variable? a) (and (not (occurs? a b bindings)) (cons (cons a b) bindings)))
      ((variable? b) (unify b a bindings))
      ((and (pair? a) (pair? b))
       (let ((bindings (unify (car a) (car b) bindings)))
         (and bindings (unify (cdr a) (cdr b) bindings))))
      (else #f))))

(define (resolve term bindings)
  (let ((term (walk term bindings)))
    (cond
      ((pair? term) (cons (resolve (car term) bindings) (resolve (cdr term) bindings)))
      ((variable? term) (variable-name term))
      (else term))))

;;; --------------------------------------------------------------- clauses

(define (variable-symbol? x)
  (and (symbol? x)
       (char=? #\? (string-ref (symbol->string x) 0))))

(define serial 0)

;; fresh variables for the symbols of a clause, the same one for the same symbol
(define (rename clause)
  (let ((known '()))
    (set! serial (+ serial 1))
    (let copy ((x clause))
      (cond
        ((pair? x) (let ((first (copy (car x)))) (cons first (copy (cdr x)))))
        ((eq? x '?) (make-variable '? serial))
        ((variable-symbol? x)
         (cond
           ((assq x known) => cdr)
           (else
            (let ((variable (make-variable x serial)))
              (set! known (cons (cons x variable) known))
              variable))))
        (else x)))))

;;; ------------------------------------------------------------------ solver

;; (solve goals bindings depth succeed) calls succeed for each solution; it returns when there are no more.
(define (solve goals program bindings cut succeed)
  (if (null? goals)
      (succeed bindings)
      (let ((goal (walk (car goals) bindings))
            (continue (lambda (bindings) (solve (cdr goals) program bindings cut succeed))))
        (cond
          ((eq? goal '!)
           (continue bindings)
           (cut #f))
          ((builtin (car goal))
           => (lambda (run) (run (cdr goal) program bindings continue)))
          (else (solve-clauses goal program bindings continue))))))

(define (solve-clauses goal program bindings succeed)
  (call/cc
   (lambda (cut)
     (for-each
      (lambda (clause)
        (when (eq? (car goal) (caar clause))
          (let* ((clause (rename clause))
                 (bindings (unify goal (car clause) bindings)))
            (when bindings
              (solve (cdr clause) program bindings cut succeed)))))
      program))))

(define (evaluate term bindings)
  (let ((term (walk term bindings)))
    (cond
      ((number? term) term)
      ((pair? term)
       (let ((args (map (lambda (t) (evaluate t bindings)) (cdr term))))
         (case (car term)
           ((+) (apply + args))
           ((-) (apply - args))
           ((*) (apply * args))
           (else (error "unknown operation:" (car term))))))
      (else (error "not a number:" (resolve term bindings))))))

(define (provable? goals program bindings)
  (call/cc
   (lambda (return)
     (solve goals program bindings return (lambda (bindings) (return #t)))
     #f)))

(define builtins
  (list
   (cons '= (lambda (args program bindings succeed)
              (let ((bindings (unify (car args) (cadr args) bindings)))
                (when bindings (succeed bindings)))))
   (cons 'is (lambda (args program bindings succeed)
               (let ((bindings (unify (car args) (evaluate (cadr args) bindings) bindings)))
                 (when bindings (succeed bindings)))))
   (cons '< (lambda (args program bindings succeed)
              (when (< (evaluate (car args) bindings) (evaluate (cadr args) bindings))
                (succeed bindings))))
   (cons 'not (lambda (args program bindings succeed)
                (unless (provable? args program bindings) (succeed bindings))))))

(define (builtin name)
  (cond ((assq name builtins) => cdr) (else #f)))

;; at most `limit` solutions of a query, each a list of (name value)
(define (query program goals limit)
  (let* ((renamed (rename (cons (variables-of goals) goals)))
         (solutions '()))
    (call/cc
     (lambda (return)
       (solve (cdr renamed) program '() return
              (lambda (bindings)
                (set! solutions (cons (map (lambda (v) (list (variable-name v) (resolve v bindings)))
                                           (car renamed))
                                      solutions))
                (when (= (length solutions) limit) (return #f))))))
    (reverse solutions)))

(define (variables-of term)
  (let collect ((x term) (found '()))
    (cond
      ((pair? x) (collect (cdr x) (collect (car x) found)))
      ((and (variable-symbol? x) (not (eq? x '?)) (not (memq x found))) (append found (list x)))
      (else found))))

(define (ask program limit . goals)
  (write goals)
  (newline)
  (let ((solutions (guard (e ((error-object? e)
                              (list (cons (error-object-message e) (error-object-irritants e)))))
                     (query program goals limit))))
    (if (null? solutions)
        (display "  no\n")
        (for-each (lambda (solution)
                    (display "  ")
                    (if (null? solution) (display "yes") (write solution))
                    (newline))
                  solutions))))

;;; ----------------------------------------------------------------- samples

(define family
  '(((parent ann bea)) ((parent ann carl)) ((parent bea dora)) ((parent bea emil)) ((parent carl fay))
    ((parent dora gus))
    ((female ann)) ((female bea)) ((female dora)) ((female fay))
    ((mother ?x ?y) (parent ?x ?y) (female ?x))
    ((ancestor ?x ?y) (parent ?x ?y))
    ((ancestor ?x ?z) (parent ?x ?y) (ancestor ?y ?z))
    ((sibling ?x ?y) (parent ?p ?x) (parent ?p ?y) (not (= ?x ?y)))
    ((childless ?x) (female ?x) (not (parent ?x ?)))))

(ask family 10 '(mother ?who dora))
(ask family 10 '(ancestor ann ?y))
(ask family 10 '(ancestor ?x gus))
(ask family 10 '(sibling ?a ?b))
(ask family 10 '(childless ?x))
(ask family 10 '(ancestor emil ?y))
(ask family 10 '(parent ann bea))

;; lists are (cons first rest) and nil
(define lists
  '(((append nil ?l ?l))
    ((append (cons ?x ?a) ?b (cons ?x ?c)) (append ?a ?b ?c))
    ((member ?x (cons ?x ?)))
    ((member ?x (cons ? ?rest)) (member ?x ?rest))
    ((select ?x (cons ?x ?rest) ?rest))
    ((select ?x (cons ?y ?rest) (cons ?y ?left)) (select ?x ?rest ?left))
    ((permutation nil nil))
    ((permutation ?l (cons ?x ?p)) (select ?x ?l ?rest) (permutation ?rest ?p))
    ((first-member ?x ?l) (member ?x ?l) !)
    ((length nil 0))
    ((length (cons ? ?rest) ?n) (length ?rest ?m) (is ?n (+ ?m 1)))
    ((reverse ?l ?r) (reverse ?l nil ?r))
    ((reverse nil ?done ?done))
    ((reverse (cons ?x ?l) ?done ?r) (reverse ?l (cons ?x ?done) ?r))))

(define (list-term items)
  (if (null? items) 'nil (list 'cons (car items) (list-term (cdr items)))))

(ask lists 10 (list 'append '?a '?b (list-term '(1 2))))
(ask lists 10 (list 'append (list-term '(1 2)) '?rest (list-term '(1 2 3))))
(ask lists 6 (list 'permutation (list-term '(a b c)) '?p))
(ask lists 5 (list 'first-member '?x (list-term '(p q))))
(ask lists 5 (list 'length (list-term '(a b c d)) '?n))
(ask lists 5 (list 'reverse (list-term '(1 2 3)) '?r))
(ask lists 3 '(length ?l 2) '!)
(ask lists 1 '(is ?x (+ 1 ?y)))
(ask lists 1 '(= ?x (f ?x)))

(define numbers
  '(((fact 0 1) !)
    ((fact ?n ?f) (is ?m (- ?n 1)) (fact ?m ?g) (is ?f (* ?n ?g)))
    ((between ?low ?high ?low) (< ?low (+ ?high 1)))
    ((between ?low ?high ?x) (< ?low ?high) (is ?next (+ ?low 1)) (between ?next ?high ?x))
    ((pythagoras ?n ?a ?b ?c)
     (between 1 ?n ?a) (between ?a ?n ?b) (between ?b ?n ?c)
     (is ?s (+ (* ?a ?a) (* ?b ?b))) (is ?s (* ?c ?c)))))

(ask numbers 2 '(fact 20 ?f))
(ask numbers 9 '(pythagoras 15 ?a ?b ?c))

;; colours for a map: neighbours differ
(define colouring
  '(((colour red)) ((colour green)) ((colour blue))
    ((differ ?a ?b) (colour ?a) (colour ?b) (not (= ?a ?b)))
    ((map ?w ?n ?s ?q ?v)
     (differ ?w ?n) (differ ?w ?s) (differ ?n ?s) (differ ?n ?q) (differ ?s ?q) (differ ?s ?v) (differ ?q ?v))))

(ask colouring 2 '(map ?w ?n ?s ?q ?v))
