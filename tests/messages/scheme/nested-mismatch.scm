(define (process items)
  (for-each
    (lambda (item
      (display item))
    items))
(process '(1 2))
