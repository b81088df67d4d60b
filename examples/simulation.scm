;; A discrete event simulation: customers arrive at a post office with several counters and one queue. Time is
;; counted in whole seconds and the random numbers are our own, so every run is the same run.
(import (scheme base) (scheme cxr) (scheme write))

;;; -------------------------------------------------------------- randomness

;; A linear congruential generator; its low bits are poor, so only the high ones are used.
(define (make-random seed)
  (define state seed)
  (lambda (n)
    (set! state (modulo (+ (* 1103515245 state) 12345) 2147483648))
    (quotient (* n (quotient state 1024)) 2097152)))

(define (random-between random low high)
  (+ low (random (+ 1 (- high low)))))

;;; ------------------------------------------------------------ priority queue

;; A binary heap in a vector that grows. Entries are (time serial . thing): equal times leave in the order they came.
(define-record-type <heap>
  (make-heap entries size serial)
  heap?
  (entries heap-entries set-heap-entries!)
  (size heap-size set-heap-size!)
  (serial heap-serial set-heap-serial!))

(define (new-heap) (make-heap (make-vector 4 #f) 0 0))

(define (before? a b)
  (or (< (car a) (car b))
      (and (= (car a) (car b)) (< (cadr a) (cadr b)))))

(define (heap-grow! heap)
  (let ((bigger (make-vector (* 2 (heap-size heap)) #f)))
    (vector-copy! bigger 0 (heap-entries heap))
    (set-heap-entries! heap bigger)))

(define (heap-add! heap time thing)
  (when (= (heap-size heap) (vector-length (heap-entries heap))) (heap-grow! heap))
  (let ((entries (heap-entries heap))
        (entry (cons time (cons (heap-serial heap) thing))))
    (set-heap-serial! heap (+ 1 (heap-serial heap)))
    (let up ((i (heap-size heap)))
      (let ((parent (quotient (- i 1) 2)))
        (cond
          ((and (> i 0) (before? entry (vector-ref entries parent)))
           (vector-set! entries i (vector-ref entries parent))
           (up parent))
          (else (vector-set! entries i entry)))))
    (set-heap-size! heap (+ 1 (heap-size heap)))))

(define (heap-empty? heap) (= 0 (heap-size heap)))

;; answers (time . thing)
(define (heap-take! heap)
  (let* ((entries (heap-entries heap))
         (first (vector-ref entries 0))
         (size (- (heap-size heap) 1))
         (moved (vector-ref entries size)))
    (set-heap-size! heap size)
    (vector-set! entries size #f)
    (unless (= size 0)
      (let down ((i 0))
        (let ((child (smaller-child entries i size)))
          (cond
            ((and child (before? (vector-ref entries child) moved))
             (vector-set! entries i (vector-ref entries child))
             (down child))
            (else (vector-set! entries i moved))))))
    (cons (car first) (cddr first))))

(define (smaller-child entries i size)
  (let* ((left (+ 1 (* 2 i))) (right (+ left 1)))
    (cond
      ((>= left size) #f)
      ((>= right size) left)
      ((before? (vector-ref entries right) (vector-ref entries left)) right)
      (else left))))

;;; --------------------------------------------------------------- fifo queue

(define (make-fifo) (list '() '()))

(define (fifo-add! fifo item) (set-car! (cdr fifo) (cons item (cadr fifo))))

(define (fifo-take! fifo)
  (when (null? (car fifo))
    (set-car! fifo (reverse (cadr fifo)))
    (set-car! (cdr fifo) '()))
  (let ((item (caar fifo)))
    (set-car! fifo (cdar fifo))
    item))

(define (fifo-empty? fifo) (and (null? (car fifo)) (null? (cadr fifo))))

;;; --------------------------------------------------------------- simulation

(define opening-time (* 4 3600))

;; A simulation is its calendar of events and the figures collected; events are procedures of the time.
(define-record-type <office>
  (make-office calendar random waiting idle served total-wait longest-wait longest-queue queue-length busy)
  office?
  (calendar office-calendar)
  (random office-random)
  (waiting office-waiting)
  (idle office-idle set-office-idle!)
  (served office-served set-office-served!)
  (total-wait office-total-wait set-office-total-wait!)
  (longest-wait office-longest-wait set-office-longest-wait!)
  (longest-queue office-longest-queue set-office-longest-queue!)
  (queue-length office-queue-length set-office-queue-length!)
  (busy office-busy set-office-busy!))

(define (at! office time event) (heap-add! (office-calendar office) time event))

(define (arrive office now)
  (let* ((random (office-random office))
         (next (+ now (random-between random 5 55))))
    (fifo-add! (office-waiting office) now)
    (set-office-queue-length! office (+ 1 (office-queue-length office)))
    (set-office-longest-queue! office (max (office-longest-queue office) (office-queue-length office)))
    (serve-next office now)
    (when (< next opening-time)
      (at! office next (lambda (now) (arrive office now))))))

;; most errands are short, one in ten is a parcel to be weighed
(define (errand-time random)
  (if (= 0 (random 10))
      (random-between random 180 600)
      (random-between random 20 90)))

(define (serve-next office now)
  (unless (or (= 0 (office-idle office)) (fifo-empty? (office-waiting office)))
    (let* ((wait (- now (fifo-take! (office-waiting office))))
           (time (errand-time (office-random office))))
      (set-office-idle! office (- (office-idle office) 1))
      (set-office-queue-length! office (- (office-queue-length office) 1))
      (set-office-served! office (+ 1 (office-served office)))
      (set-office-total-wait! office (+ wait (office-total-wait office)))
      (set-office-longest-wait! office (max wait (office-longest-wait office)))
      (set-office-busy! office (+ time (office-busy office)))
      (at! office (+ now time) (lambda (now) (leave office now))))))

(define (leave office now)
  (set-office-idle! office (+ 1 (office-idle office)))
  (serve-next office now))

;; answers the time of the last event
(define (run-events! office)
  (let loop ((now 0) (events 0))
    (if (heap-empty? (office-calendar office))
        (cons now events)
        (let ((next (heap-take! (office-calendar office))))
          ((cdr next) (car next))
          (loop (car next) (+ events 1))))))

(define (simulate counters seed)
  (let ((office (make-office (new-heap) (make-random seed) (make-fifo) counters 0 0 0 0 0 0)))
    (at! office 0 (lambda (now) (arrive office now)))
    (let ((end (run-events! office)))
      (values office (car end) (cdr end)))))

;;; ------------------------------------------------------------------ report

(define (pad value width)
  (let ((text (if (string? value) value (number->string value))))
    (string-append (make-string (max 0 (- width (string-length text))) #\space) text)))

(define (clock seconds)
  (define (two n) (if (< n 10) (string-append "0" (number->string n)) (number->string n)))
  (string-append (two (quotient seconds 3600)) ":" (two (quotient (remainder seconds 3600) 60)) ":"
                 (two (remainder seconds 60))))

(define (show-row . cells)
  (for-each (lambda (cell) (display (pad cell 10))) cells)
  (newline))

(define (report counters seed)
  (let-values (((office end events) (simulate counters seed)))
    (show-row counters (office-served office) events
              (quotient (office-total-wait office) (office-served office))
              (office-longest-wait office)
              (office-longest-queue office)
              (string-append (number->string (quotient (* 100 (office-busy office)) (* counters end))) "%")
              (clock end))))

(show-row "counters" "served" "events" "mean wait" "longest" "queue" "busy" "closed")
(for-each (lambda (counters) (report counters 2024)) '(2 3 4 5 6))
(newline)
(for-each (lambda (seed) (report 3 seed)) '(1 2 3))

;; the heap alone: times come out in order, equal times in the order they went in
(let ((heap (new-heap)) (random (make-random 7)))
  (do ((i 0 (+ i 1)))
      ((= i 500))
    (heap-add! heap (random 100) i))
  (let loop ((last '(-1 . -1)) (ordered #t) (count 0))
    (if (heap-empty? heap)
        (begin (write (list count ordered)) (newline))
        (let ((next (heap-take! heap)))
          (loop next
                (and ordered
                     (or (< (car last) (car next))
                         (and (= (car last) (car next)) (< (cdr last) (cdr next)))))
                (+ count 1))))))
