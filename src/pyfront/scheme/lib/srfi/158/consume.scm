;; What is made of the values of a generator.

(define generator->reverse-list
  (case-lambda
    ((g) (values-of "generator->reverse-list" g -1))
    ((g k)
     (check-count "generator->reverse-list" k)
     (values-of "generator->reverse-list" g k))))

;; k values, all that there are if k is negative, the last one first
(define (values-of who g k)
  (check-generator who 1 g)
  (let loop ((k k) (items '()))
    (if (eqv? k 0)
        items
        (let ((x (g)))
          (if (eof-object? x)
              items
              (loop (- k 1) (cons x items)))))))

(define generator->list
  (case-lambda
    ((g) (reverse (values-of "generator->list" g -1)))
    ((g k)
     (check-count "generator->list" k)
     (reverse (values-of "generator->list" g k)))))

(define generator->vector
  (case-lambda
    ((g) (list->vector (reverse (values-of "generator->vector" g -1))))
    ((g k)
     (check-count "generator->vector" k)
     (list->vector (reverse (values-of "generator->vector" g k))))))

(define generator->string
  (case-lambda
    ((g) (list->string (reverse (values-of "generator->string" g -1))))
    ((g k)
     (check-count "generator->string" k)
     (list->string (reverse (values-of "generator->string" g k))))))

;; how many
(define (generator->vector! v at g)
  (if (not (vector? v))
      (wrong "generator->vector!" 1 "a vector" v))
  (check-index "generator->vector!" 2 at (vector-length v))
  (check-generator "generator->vector!" 3 g)
  (let loop ((i at))
    (if (eqv? i (vector-length v))
        (- i at)
        (let ((x (g)))
          (if (eof-object? x)
              (- i at)
              (begin
                (vector-set! v i x)
                (loop (+ i 1))))))))

(define generator-fold
  (case-lambda
    ((f seed g)
     (check-generator "generator-fold" 3 g)
     (let loop ((result seed))
       (let ((x (g)))
         (if (eof-object? x)
             result
             (loop (f x result))))))
    ((f seed . gs)
     (check-generators "generator-fold" 3 gs)
     (let loop ((result seed))
       (let ((xs (row gs)))
         (if xs
             (loop (apply f (append xs (list result))))
             result))))))

(define generator-for-each
  (case-lambda
    ((f g)
     (check-generator "generator-for-each" 2 g)
     (let loop ()
       (let ((x (g)))
         (if (not (eof-object? x))
             (begin
               (f x)
               (loop))))))
    ((f . gs)
     (check-generators "generator-for-each" 2 gs)
     (let loop ()
       (let ((xs (row gs)))
         (if xs
             (begin
               (apply f xs)
               (loop))))))))

(define (generator-map->list f g . more)
  (check-generators "generator-map->list" 2 (cons g more))
  (generator->list (apply gmap f g more)))

(define (generator-find wanted? g)
  (let ((x ((select "generator-find" wanted? 2 g))))
    (if (eof-object? x) #f x)))

(define (generator-count wanted? g)
  (check-generator "generator-count" 2 g)
  (generator-fold (lambda (x n) (if (wanted? x) (+ n 1) n)) 0 g))

(define (generator-any f g)
  (check-generator "generator-any" 2 g)
  (let loop ()
    (let ((x (g)))
      (if (eof-object? x)
          #f
          (or (f x)
              (loop))))))

(define (generator-every f g)
  (check-generator "generator-every" 2 g)
  (let loop ((result #t))
    (let ((x (g)))
      (if (eof-object? x)
          result
          (let ((result (f x)))
            (and result
                 (loop result)))))))

(define (generator-unfold g unfold . options)
  (check-generator "generator-unfold" 1 g)
  (apply unfold eof-object? (lambda (x) x) (lambda (x) (g)) (g) options))
