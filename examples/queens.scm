;; The queens problem in five ways: backtracking over lists, over vectors, with permutations, with an escape at the
;; first placement, and by local search.
(import (scheme base) (scheme write))

(define (range from to)
  (if (>= from to) '() (cons from (range (+ from 1) to))))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; 1. Lists: a placement is the list of the columns of the rows placed so far, the last row first.

(define (attacks? column placement)
  (let loop ((distance 1) (rest placement))
    (and (pair? rest)
         (or (= (car rest) column)
             (= (abs (- (car rest) column)) distance)
             (loop (+ distance 1) (cdr rest))))))

(define (all-placements n)
  (let extend ((row 0) (placement '()) (found '()))
    (if (= row n)
        (cons (reverse placement) found)
        (let loop ((column (- n 1)) (found found))
          (cond
            ((< column 0) found)
            ((attacks? column placement) (loop (- column 1) found))
            (else (loop (- column 1) (extend (+ row 1) (cons column placement) found))))))))

;;; 2. Vectors: which columns and diagonals are taken.

(define (count-placements n)
  (let ((columns (make-vector n #f))
        (rising (make-vector (* 2 n) #f))
        (falling (make-vector (* 2 n) #f)))
    (define (free? row column)
      (not (or (vector-ref columns column)
               (vector-ref rising (+ row column))
               (vector-ref falling (+ n (- row column))))))
    (define (mark! row column flag)
      (vector-set! columns column flag)
      (vector-set! rising (+ row column) flag)
      (vector-set! falling (+ n (- row column)) flag))
    (let place ((row 0))
      (if (= row n)
          1
          (do ((column 0 (+ column 1))
               (count 0 (if (free? row column)
                            (begin
                              (mark! row column #t)
                              (let ((below (place (+ row 1))))
                                (mark! row column #f)
                                (+ count below)))
                            count)))
              ((= column n) count))))))

;;; 3. Permutations: generate them in order, keep those without shared diagonals.

(define (for-each-permutation f items)
  (let permute ((prefix '()) (items items))
    (if (null? items)
        (f (reverse prefix))
        (let loop ((before '()) (after items))
          (unless (null? after)
            (permute (cons (car after) prefix) (append (reverse before) (cdr after)))
            (loop (cons (car after) before) (cdr after)))))))

(define (peaceful? placement)
  (or (null? placement)
      (and (not (let loop ((distance 1) (rest (cdr placement)))
                  (and (pair? rest)
                       (or (= (abs (- (car rest) (car placement))) distance)
                           (loop (+ distance 1) (cdr rest))))))
           (peaceful? (cdr placement)))))

(define (count-by-permutation n)
  (let ((count 0))
    (for-each-permutation (lambda (p) (when (peaceful? p) (set! count (+ count 1)))) (range 0 n))
    count))

;;; 4. The first placement only, left by an escape as soon as it is found.

(define (first-placement n)
  (call/cc
   (lambda (return)
     (let extend ((row 0) (placement '()))
       (when (= row n) (return (reverse placement)))
       (for-each (lambda (column)
                   (unless (attacks? column placement)
                     (extend (+ row 1) (cons column placement))))
                 (range 0 n)))
     #f)))

;;; 5. Local search: start anywhere, move a queen in conflict to a column with the fewest conflicts.

(define (make-random seed)
  (lambda (n)
    (set! seed (modulo (+ (* seed 69069) 1) 4294967296))
    (modulo (quotient seed 65536) n)))

(define (conflicts board row column)
  (let ((n (vector-length board)))
    (do ((other 0 (+ other 1))
         (count 0 (let ((c (vector-ref board other)))
                    (if (and (not (= other row))
                             (or (= c column) (= (abs (- c column)) (abs (- other row)))))
                        (+ count 1)
                        count))))
        ((= other n) count))))

(define (best-column board row random)
  (let loop ((column 0) (best #f) (ties 1) (answer 0))
    (if (= column (vector-length board))
        answer
        (let ((c (conflicts board row column)))
          (cond
            ((or (not best) (< c best)) (loop (+ column 1) c 1 column))
            ((= c best)
             (loop (+ column 1) best (+ ties 1) (if (= 0 (random (+ ties 1))) column answer)))
            (else (loop (+ column 1) best ties answer)))))))

(define (conflicting-rows board)
  (let loop ((row (- (vector-length board) 1)) (rows '()))
    (cond
      ((< row 0) rows)
      ((> (conflicts board row (vector-ref board row)) 0) (loop (- row 1) (cons row rows)))
      (else (loop (- row 1) rows)))))

(define (local-search n random)
  (let ((board (make-vector n 0)))
    (let loop ((steps 0))
      (let ((rows (conflicting-rows board)))
        (cond
          ((null? rows) (vector->list board))
          ((= steps 1000) #f)
          (else
           (let ((row (list-ref rows (random (length rows)))))
             (vector-set! board row (best-column board row random))
             (loop (+ steps 1)))))))))

;;; Symmetry: two placements are the same if a rotation or a reflection makes them so.

(define (rotate placement)
  (let* ((n (length placement))
         (turned (make-vector n 0)))
    (let loop ((row 0) (rest placement))
      (unless (null? rest)
        (vector-set! turned (car rest) (- n 1 row))
        (loop (+ row 1) (cdr rest))))
    (vector->list turned)))

(define (images placement)
  (let loop ((count 0) (p placement) (result '()))
    (if (= count 4)
        result
        (loop (+ count 1) (rotate p) (cons p (cons (reverse p) result))))))

(define (count-distinct placements)
  (let loop ((rest placements) (seen '()) (count 0))
    (cond
      ((null? rest) count)
      ((member (car rest) seen) (loop (cdr rest) seen count))
      (else (loop (cdr rest) (append (images (car rest)) seen) (+ count 1))))))

(define (show-board placement)
  (let ((n (length placement)))
    (for-each (lambda (queen)
                (for-each (lambda (column)
                            (display (if (= column queen) "Q" "."))
                            (display (if (= column (- n 1)) "\n" " ")))
                          (range 0 n)))
              placement)))

(show-line "lists:        " (map (lambda (n) (length (all-placements n))) (range 1 9)))
(show-line "vectors:      " (map count-placements (range 1 9)))
(show-line "permutations: " (map count-by-permutation (range 1 8)))
(show-line "distinct:     " (map (lambda (n) (count-distinct (all-placements n))) (range 1 8)))
(show-line "first of 8:   " (first-placement 8))
(show-line "none of 3:    " (first-placement 3))
(show-board (first-placement 6))
(let ((found (local-search 20 (make-random 1))))
  (show-line "20 by search: " (and found (peaceful? found))))
