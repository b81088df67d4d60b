;; SRFI 1: lists. What the language has of it is the language's own.

(define-library (srfi 1)
  (export
    ;; constructors
    cons list xcons cons* make-list list-tabulate list-copy circular-list iota
    ;; predicates
    pair? null? (rename list? proper-list?) circular-list? dotted-list? not-pair? null-list? list=
    ;; selectors
    car cdr caar cadr cdar cddr caaar caadr cadar caddr cdaar cdadr cddar cdddr caaaar caaadr caadar caaddr cadaar
    cadadr caddar cadddr cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar cddddr list-ref first second third fourth
    fifth sixth seventh eighth ninth tenth car+cdr take drop take-right drop-right take! drop-right! split-at split-at!
    last last-pair
    ;; the rest: length, append, zip
    length length+ append append! concatenate concatenate! reverse reverse! append-reverse append-reverse! zip unzip1
    unzip2 unzip3 unzip4 unzip5 count
    ;; folds and maps
    fold fold-right pair-fold pair-fold-right reduce reduce-right unfold unfold-right map for-each append-map
    append-map! map! (rename map map-in-order) pair-for-each filter-map
    ;; filters and partitions
    filter partition remove filter! partition! remove!
    ;; searching
    find find-tail any every list-index take-while drop-while span break take-while!
    span! break! member memq memv
    ;; deletion
    delete delete-duplicates delete! delete-duplicates!
    ;; association lists
    assoc assq assv alist-cons alist-copy alist-delete alist-delete!
    ;; sets
    lset<= lset= lset-adjoin lset-union lset-intersection lset-difference lset-xor lset-diff+intersection
    (rename lset-union lset-union!) (rename lset-intersection lset-intersection!)
    (rename lset-difference lset-difference!) (rename lset-xor lset-xor!)
    (rename lset-diff+intersection lset-diff+intersection!)
    ;; side effects
    set-car! set-cdr!)
  (import (vmcore))
  (include "arguments.scm" "1/lists.scm" "1/higher.scm" "1/sets.scm" "1/update.scm"))
