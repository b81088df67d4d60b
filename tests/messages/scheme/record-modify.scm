(define-record-type point (make-point x y) point? (x point-x) (y point-y set-point-y!))
(set-point-y! 5 1)
