;; From trees to automata. A node is a vector: what it does, its number, the node after it, and what it needs.
;;
;;   char c · folded c · set bounds · any        take a character
;;   split node                                  go on at both: the first is preferred
;;   save k                                      note the place as item k
;;   at test · look ahead? positive? program     go on only if that holds
;;   backref number case?                        take the text of a group again
;;   match

(define (node-kind node) (vector-ref node 0))
(define (node-number node) (vector-ref node 1))
(define (node-next node) (vector-ref node 2))
(define (node-value node) (vector-ref node 3))

(define-record-type program (make-program root size slots first longest? backrefs?) program?
  (root program-root)
  (size program-size) ; nodes
  (slots program-slots) ; places that are saved: two for the match and each group
  (first program-first) ; the predicate of the first character of a match, #f if it is not known
  (longest? program-longest?) ; else the preferred match is wanted, whatever its length
  (backrefs? program-backrefs?))

(define (compile-tree tree groups longest? backrefs?)
  (let* ((count 0)
         (new (lambda (kind next value)
                (let ((number count))
                  (set! count (+ count 1))
                  (vector kind number next value)))))
    (define (build tree next)
      (case (car tree)
        ((char folded) (new (car tree) next (cadr tree)))
        ((set) (new 'set next (srfi-14:bounds-of (cadr tree))))
        ((any) (new 'any next #f))
        ((seq) (build-all (cdr tree) next))
        ((or) (build-either (cdr tree) next))
        ((repeat) (build-repeat (cadr tree) (caddr tree) (cadddr tree) (car (cddddr tree)) next))
        ((group)
         (let ((k (* 2 (cadr tree))))
           (new 'save (build (caddr tree) (new 'save next (+ k 1))) k)))
        ((at) (new 'at next (cadr tree)))
        ((look)
         (new 'look next
              (list (cadr tree) (caddr tree)
                    (compile-tree (cadddr tree) groups (cadr tree) backrefs?)
                    (longest-of (cadddr tree)))))
        (else (new 'backref next (cdr tree)))))
    (define (build-all trees next)
      (let loop ((rest (reverse trees)) (next next))
        (if (pair? rest)
            (loop (cdr rest) (build (car rest) next))
            next)))
    (define (build-either trees next)
      (if (null? trees)
          (new 'set next '#())
          (let loop ((rest (cdr (reverse trees))) (node (build (last trees) next)))
            (if (pair? rest)
                (loop (cdr rest) (new 'split (build (car rest) next) node))
                node))))
    (define (either body next greedy?)
      (if greedy?
          (new 'split body next)
          (new 'split next body)))
    (define (build-repeat from to greedy? tree next)
      (let loop ((k from) (node (if to (build-optional (- to from) greedy? tree next) (build-star greedy? tree next))))
        (if (> k 0)
            (loop (- k 1) (build tree node))
            node)))
    (define (build-optional n greedy? tree next)
      (let loop ((k n) (node next))
        (if (> k 0)
            (loop (- k 1) (either (build tree node) next greedy?))
            node)))
    (define (build-star greedy? tree next)
      (let* ((node (either #f next greedy?))
             (body (build tree node)))
        (vector-set! node (if greedy? 2 3) body)
        node))
    (let ((root (build tree (new 'match #f #f))))
      (make-program root count (* 2 (+ groups 1)) (first-of tree) longest? backrefs?))))

;; a predicate that is true of the first character of every match, #f if there is none to be seen
(define (first-of tree)
  (case (car tree)
    ((char) (lambda (c) (eqv? c (cadr tree))))
    ((folded) (lambda (c) (eqv? (char-foldcase c) (cadr tree))))
    ((set) (lambda (c) (char-set-contains? (cadr tree) c)))
    ((seq) (and (pair? (cdr tree)) (first-of (cadr tree))))
    ((group) (first-of (caddr tree)))
    ((repeat) (and (> (cadr tree) 0) (first-of (car (cddddr tree)))))
    (else #f)))

;; the most characters that it can match; #f if there is no bound
(define (longest-of tree)
  (case (car tree)
    ((char folded set any) 1)
    ((seq) (all-of (cdr tree) +))
    ((or) (all-of (cdr tree) max))
    ((repeat)
     (let ((one (longest-of (car (cddddr tree))))
           (to (caddr tree)))
       (cond ((eqv? one 0) 0)
             ((and one to) (* one to))
             (else #f))))
    ((group) (longest-of (caddr tree)))
    ((at look) 0)
    (else #f)))

(define (all-of trees f)
  (let loop ((rest trees) (result 0))
    (if (null? rest)
        result
        (let ((one (longest-of (car rest))))
          (and one
               (loop (cdr rest) (f one result)))))))
