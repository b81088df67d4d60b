;; nbody: five bodies under gravity; floats in the fields of records. Answers the energy in units of 1e-9.
(import (scheme base) (scheme write) (scheme time) (scheme inexact))

(define size 50000)

(define pi 3.141592653589793)
(define solar-mass (* 4.0 pi pi))
(define days 365.24)

(define-record-type body
  (make-body x y z vx vy vz mass)
  body?
  (x body-x set-body-x!)
  (y body-y set-body-y!)
  (z body-z set-body-z!)
  (vx body-vx set-body-vx!)
  (vy body-vy set-body-vy!)
  (vz body-vz set-body-vz!)
  (mass body-mass))

(define (planet x y z vx vy vz mass)
  (make-body x y z (* vx days) (* vy days) (* vz days) (* mass solar-mass)))

(define (make-system)
  (list
   (make-body 0.0 0.0 0.0 0.0 0.0 0.0 solar-mass)
   (planet 4.84143144246472090 -1.16032004402742839 -0.103622044471123109
           0.00166007664274403694 0.00769901118419740425 -0.0000690460016972063023
           0.000954791938424326609)
   (planet 8.34336671824457987 4.12479856412430479 -0.403523417114321381
           -0.00276742510726411210 0.00499852801234917238 0.0000230417297573763929
           0.000285885980666130812)
   (planet 12.8943695621391310 -15.1111514016986312 -0.223307578892655734
           0.00296460137564761618 0.00237847173959480950 -0.0000296589568540237556
           0.0000436624404335156298)
   (planet 15.3796971148509165 -25.9193146099879641 0.179258772950371181
           0.00268067772490389322 0.00162824170038242295 -0.0000951592254519715870
           0.0000515138902046611451)))

(define (offset-momentum! system)
  (let loop ((bodies system) (px 0.0) (py 0.0) (pz 0.0))
    (if (null? bodies)
        (let ((sun (car system)))
          (set-body-vx! sun (- (/ px solar-mass)))
          (set-body-vy! sun (- (/ py solar-mass)))
          (set-body-vz! sun (- (/ pz solar-mass))))
        (let* ((b (car bodies)) (m (body-mass b)))
          (loop (cdr bodies)
                (+ px (* (body-vx b) m))
                (+ py (* (body-vy b) m))
                (+ pz (* (body-vz b) m)))))))

(define (attract! a b dt)
  (let* ((dx (- (body-x a) (body-x b)))
         (dy (- (body-y a) (body-y b)))
         (dz (- (body-z a) (body-z b)))
         (d2 (+ (* dx dx) (* dy dy) (* dz dz)))
         (magnitude (/ dt (* d2 (sqrt d2))))
         (pull-a (* (body-mass b) magnitude))
         (pull-b (* (body-mass a) magnitude)))
    (set-body-vx! a (- (body-vx a) (* dx pull-a)))
    (set-body-vy! a (- (body-vy a) (* dy pull-a)))
    (set-body-vz! a (- (body-vz a) (* dz pull-a)))
    (set-body-vx! b (+ (body-vx b) (* dx pull-b)))
    (set-body-vy! b (+ (body-vy b) (* dy pull-b)))
    (set-body-vz! b (+ (body-vz b) (* dz pull-b)))))

(define (move! b dt)
  (set-body-x! b (+ (body-x b) (* dt (body-vx b))))
  (set-body-y! b (+ (body-y b) (* dt (body-vy b))))
  (set-body-z! b (+ (body-z b) (* dt (body-vz b)))))

(define (advance! system dt)
  (let outer ((bodies system))
    (unless (null? bodies)
      (let ((a (car bodies)))
        (let inner ((others (cdr bodies)))
          (unless (null? others)
            (attract! a (car others) dt)
            (inner (cdr others)))))
      (outer (cdr bodies))))
  (let loop ((bodies system))
    (unless (null? bodies)
      (move! (car bodies) dt)
      (loop (cdr bodies)))))

(define (kinetic b)
  (* 0.5 (body-mass b)
     (+ (* (body-vx b) (body-vx b)) (* (body-vy b) (body-vy b)) (* (body-vz b) (body-vz b)))))

(define (potential a b)
  (let ((dx (- (body-x a) (body-x b)))
        (dy (- (body-y a) (body-y b)))
        (dz (- (body-z a) (body-z b))))
    (/ (* (body-mass a) (body-mass b))
       (sqrt (+ (* dx dx) (* dy dy) (* dz dz))))))

(define (energy system)
  (let outer ((bodies system) (e 0.0))
    (if (null? bodies)
        e
        (outer (cdr bodies)
               (let inner ((others (cdr bodies)) (e (+ e (kinetic (car bodies)))))
                 (if (null? others)
                     e
                     (inner (cdr others) (- e (potential (car bodies) (car others))))))))))

(define (main)
  (let ((system (make-system)))
    (offset-momentum! system)
    (do ((i 0 (+ i 1)))
        ((= i size) (exact (round (* (energy system) 1e9))))
      (advance! system 0.01))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
