;; A warehouse: records for items, orders and errors; guard, raise and dynamic-wind so that a failed order changes
;; nothing; commands read from text.
(import (scheme base) (scheme cxr) (scheme char) (scheme read) (scheme write) (srfi 69) (srfi 132))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; ----------------------------------------------------------------- records

(define-record-type <item>
  (make-item name price stock)
  item?
  (name item-name)
  (price item-price set-item-price!)
  (stock item-stock set-item-stock!))

;; a line of an order
(define-record-type <line>
  (make-line item count)
  line?
  (item line-item)
  (count line-count))

(define-record-type <order>
  (make-order number customer lines total)
  order?
  (number order-number)
  (customer order-customer)
  (lines order-lines)
  (total order-total))

(define-record-type <shortage>
  (make-shortage item wanted)
  shortage?
  (item shortage-item)
  (wanted shortage-wanted))

(define-record-type <unknown>
  (make-unknown what name)
  unknown?
  (what unknown-what)
  (name unknown-name))

(define-record-type <warehouse>
  (make-warehouse items orders log next-number)
  warehouse?
  (items warehouse-items)
  (next-number warehouse-next-number set-warehouse-next-number!)
  (orders warehouse-orders set-warehouse-orders!)
  (log warehouse-log set-warehouse-log!))

(define (new-warehouse) (make-warehouse (make-hash-table) '() '() 1))

(define (log! warehouse . entry)
  (set-warehouse-log! warehouse (cons entry (warehouse-log warehouse))))

;;; ---------------------------------------------------------------- stock

(define (find-item warehouse name)
  (or (hash-table-ref/default (warehouse-items warehouse) name #f)
      (raise (make-unknown 'item name))))

(define (add-stock! warehouse name count price)
  (unless (and (exact-integer? count) (> count 0)) (error "count must be a positive integer:" count))
  (unless (and (exact-integer? price) (>= price 0)) (error "price must be cents:" price))
  (let ((item (hash-table-ref/default (warehouse-items warehouse) name #f)))
    (cond
      (item
       (set-item-stock! item (+ count (item-stock item)))
       (set-item-price! item price))
      (else
       (hash-table-set! (warehouse-items warehouse) name (make-item name price count))))))

(define (take-stock! item count)
  (when (< (item-stock item) count)
    (raise (make-shortage item count)))
  (set-item-stock! item (- (item-stock item) count)))

;; runs the thunk; if it is left by a raise, every stock is what it was before
(define (all-or-nothing warehouse thunk)
  (let ((before (map (lambda (entry) (cons (cdr entry) (item-stock (cdr entry))))
                     (hash-table->alist (warehouse-items warehouse))))
        (finished #f))
    (dynamic-wind
     (lambda () #f)
     (lambda ()
       (let ((result (thunk)))
         (set! finished #t)
         result))
     (lambda ()
       (unless finished
         (for-each (lambda (pair) (set-item-stock! (car pair) (cdr pair))) before)
         (log! warehouse 'rolled-back))))))

;;; ----------------------------------------------------------------- orders

;; wishes is a list of (name count)
(define (place-order! warehouse customer wishes)
  (all-or-nothing
   warehouse
   (lambda ()
     (let* ((lines (map (lambda (wish)
                          (let ((item (find-item warehouse (car wish))))
                            (take-stock! item (cadr wish))
                            (make-line item (cadr wish))))
                        wishes))
            (number (warehouse-next-number warehouse))
            (order (make-order number customer lines (order-price lines))))
       (set-warehouse-orders! warehouse (cons order (warehouse-orders warehouse)))
       (set-warehouse-next-number! warehouse (+ 1 number))
       (log! warehouse 'order number customer)
       order))))

;; ten or more of an item are ten percent cheaper, in whole cents
(define (line-price line)
  (let ((full (* (line-count line) (item-price (line-item line)))))
    (if (>= (line-count line) 10) (- full (quotient full 10)) full)))

(define (order-price lines) (apply + (map line-price lines)))

(define (find-order warehouse number)
  (let loop ((orders (warehouse-orders warehouse)))
    (cond
      ((null? orders) (raise (make-unknown 'order number)))
      ((= number (order-number (car orders))) (car orders))
      (else (loop (cdr orders))))))

(define (cancel-order! warehouse number)
  (let ((order (find-order warehouse number)))
    (for-each (lambda (line)
                (let ((item (line-item line)))
                  (set-item-stock! item (+ (item-stock item) (line-count line)))))
              (order-lines order))
    (set-warehouse-orders! warehouse
                           (let remove ((orders (warehouse-orders warehouse)))
                             (if (eq? order (car orders))
                                 (cdr orders)
                                 (cons (car orders) (remove (cdr orders))))))
    (log! warehouse 'cancelled number)
    (order-customer order)))

;; asks for each shortage how many to take instead: the handler answers to raise-continuable
(define (pick-available! warehouse name count)
  (let* ((item (find-item warehouse name))
         (count (if (< (item-stock item) count)
                    (raise-continuable (make-shortage item count))
                    count)))
    (take-stock! item count)
    count))

(define (pick-what-there-is! warehouse name count)
  (with-exception-handler
   (lambda (e)
     (if (shortage? e) (item-stock (shortage-item e)) (raise e)))
   (lambda () (pick-available! warehouse name count))))

;;; --------------------------------------------------------------- commands

(define (money cents)
  (let ((rest (remainder cents 100)))
    (string-append (number->string (quotient cents 100)) "." (if (< rest 10) "0" "") (number->string rest))))

(define (execute! warehouse command)
  (case (car command)
    ((add) (apply add-stock! warehouse (cdr command)) 'added)
    ((order)
     (let ((order (place-order! warehouse (cadr command) (cddr command))))
       (list 'order (order-number order) 'for (order-customer order) 'total (money (order-total order)))))
    ((cancel) (list 'cancelled 'for (cancel-order! warehouse (cadr command))))
    ((pick) (list 'picked (pick-what-there-is! warehouse (cadr command) (caddr command))))
    ((stop) (raise 'stop))
    (else (raise (make-unknown 'command (car command))))))

(define (describe-error e)
  (cond
    ((shortage? e)
     (string-append "only " (number->string (item-stock (shortage-item e))) " of "
                    (symbol->string (item-name (shortage-item e))) ", not "
                    (number->string (shortage-wanted e))))
    ((unknown? e)
     (let ((port (open-output-string)))
       (display "no such " port)
       (display (unknown-what e) port)
       (display ": " port)
       (write (unknown-name e) port)
       (get-output-string port)))
    ((error-object? e)
     (let ((port (open-output-string)))
       (display (error-object-message e) port)
       (for-each (lambda (x) (write-char #\space port) (write x port)) (error-object-irritants e))
       (get-output-string port)))))

(define (run-commands! warehouse text)
  (let ((port (open-input-string text)))
    (guard (e ((symbol? e) (show-line "ended by " e)))
      (let loop ()
        (let ((command (read port)))
          (unless (eof-object? command)
            (write command)
            (display " => ")
            (show-line (guard (e ((or (shortage? e) (unknown? e) (error-object? e))
                                  (string-append "refused: " (describe-error e))))
                         (execute! warehouse command)))
            (loop)))))))

(define (report warehouse)
  (for-each
   (lambda (item)
     (show-line "  " (item-name item) ": " (item-stock item) " at " (money (item-price item))))
   (list-sort (lambda (a b) (string<? (symbol->string (item-name a)) (symbol->string (item-name b))))
              (map cdr (hash-table->alist (warehouse-items warehouse)))))
  (show-line "  orders: " (map order-number (reverse (warehouse-orders warehouse)))
             ", value " (money (apply + (map order-total (warehouse-orders warehouse)))))
  (show-line "  log: " (reverse (warehouse-log warehouse))))

(define store (new-warehouse))

(run-commands! store "
  (add bolt 100 25) (add nut 80 10) (add plate 3 1999)
  (order ann (bolt 10) (nut 9))
  (order bob (plate 1) (bolt 50) (nut 200))    ; fails at the nuts: nothing is taken
  (order cid (plate 2) (washer 1))             ; fails at the washers
  (add nut 5 12)
  (add nut -5 12)
  (add nut 5 1.5)
  (order dan (nut 75))
  (cancel 7)
  (cancel 1)
  (pick plate 10)
  (pick gear 1)
  (dance)
  (order eve (bolt 1))
  (stop)
  (order never (bolt 1))")
(report store)

;; a guard without a fitting clause lets the object pass to the next one outside
(show-line (guard (e ((string? e) (list 'outer e)))
             (guard (e ((number? e) (list 'inner e)))
               (raise "boom")))
           " "
           (guard (e ((assq 'a e) => cdr) ((assq 'b e)))
             (raise (list (cons 'b 23))))
           " "
           (guard (e (#t (list 'again e)))
             (guard (e ((number? e) (raise (* 2 e))))
               (raise 21)))
           " "
           (with-exception-handler
            (lambda (e) 10)
            (lambda () (+ 1 (raise-continuable 'ten)))))
