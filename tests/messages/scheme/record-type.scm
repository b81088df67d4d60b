(define-record-type point (make-point x y) point? (x point-x) (y point-y set-point-y!))
(define-record-type shape (make-shape a) shape? (a shape-a))
(point-x (make-shape 1))
