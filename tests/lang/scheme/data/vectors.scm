(vector 1 2 3)  ; => #(1 2 3)
#(1 "a" #\b)  ; => #(1 "a" #\b)
(vector)  ; => #()
(make-vector 3 0)  ; => #(0 0 0)
(vector-length (make-vector 4))  ; => 4
(make-vector 0 1)  ; => #()
(vector-ref #(1 2 3) 2)  ; => 3
(let ((v (vector 1 2 3))) (vector-set! v 0 'x) v)  ; => #(x 2 3)
(vector? #(1))  ; => #t
(vector? '(1))  ; => #f
(vector->list #(1 2 3))  ; => (1 2 3)
(vector->list #(1 2 3) 1)  ; => (2 3)
(vector->list #(1 2 3) 1 2)  ; => (2)
(list->vector '(1 2))  ; => #(1 2)
(list->vector '())  ; => #()
(let ((v (vector 1 2 3))) (vector-fill! v 0) v)  ; => #(0 0 0)
(let ((v (vector 1 2 3))) (vector-fill! v 0 1 2) v)  ; => #(1 0 3)
(vector-copy #(1 2 3))  ; => #(1 2 3)
(vector-copy #(1 2 3) 1)  ; => #(2 3)
(vector-copy #(1 2 3) 1 2)  ; => #(2)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 #(a b)) v)  ; => #(1 a b 4 5)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 v 0 3) v)  ; => #(1 1 2 3 5)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 0 v 2) v)  ; => #(3 4 5 4 5)
(vector-append)  ; => #()
(vector-append #(1) #() #(2 3))  ; => #(1 2 3)
(vector-map + #(1 2) #(10 20 30))  ; => #(11 22)
(vector-map (lambda (x) (* x x)) #(1 2 3))  ; => #(1 4 9)
(let ((n 0)) (vector-for-each (lambda (x) (set! n (+ n x))) #(1 2 3)) n)  ; => 6
(let ((n 0)) (vector-for-each (lambda (x y) (set! n (+ n (* x y)))) #(1 2 3) #(4 5)) n)  ; => 14
(vector-binary-search #(1 3 5 7) 5 -)  ; => 2

(vector-ref #(1 2 3) 3)  ; !! OutOfRange: vector-ref: argument 2 is out of range \(length 3\): 3
(vector-ref #(1 2 3) -1)  ; !! OutOfRange: vector-ref
(vector-ref #() 0)  ; !! OutOfRange: vector-ref
(vector-ref '(1) 0)  ; !! WrongType: vector-ref: argument 1 is not a vector: \(1\)
(vector-ref #(1) 'a)  ; !! WrongType: vector-ref: argument 2
(vector-ref #(1) 0.0)  ; !! WrongType: vector-ref: argument 2
(let ((v (vector 1)) (i 5)) (vector-ref v i))  ; !! OutOfRange: vector-ref: .*5
(let ((v (vector 1)) (i 5)) (vector-set! v i 0))  ; !! OutOfRange: vector-set!: .*5
(vector-set! (vector 1) -1 0)  ; !! OutOfRange: vector-set!
(vector-set! 'v 0 0)  ; !! WrongType: vector-set!
(vector-set! (vector 1) 1/2 0)  ; !! WrongType: vector-set!
(make-vector -1)  ; !! OutOfRange: make-vector
(make-vector 'a)  ; !! WrongType: make-vector
(vector-length "a")  ; !! WrongType: vector-length
(vector->list #(1 2) 3)  ; !! OutOfRange: vector->list
(list->vector '(1 . 2))  ; !! WrongType: list->vector
(vector-copy #(1 2) 1 5)  ; !! OutOfRange: vector-copy
(vector-copy! (vector 1) 0 #(1 2))  ; !! OutOfRange: vector-copy!
(vector-map car #(1))  ; !! WrongType: car

(define (sieve n)
  (let ((v (make-vector (+ n 1) #t)))
    (do ((i 2 (+ i 1))) ((> (* i i) n))
      (if (vector-ref v i)
          (do ((j (* i i) (+ j i))) ((> j n))
            (vector-set! v j #f))))
    (let loop ((i n) (out '()))
      (if (< i 2) out (loop (- i 1) (if (vector-ref v i) (cons i out) out))))))
(sieve 50)  ; => (2 3 5 7 11 13 17 19 23 29 31 37 41 43 47)

#u8(1 2 255)  ; => #u8(1 2 255)
(bytevector 1 2)  ; => #u8(1 2)
(bytevector)  ; => #u8()
(make-bytevector 2 7)  ; => #u8(7 7)
(bytevector-length (make-bytevector 3))  ; => 3
(bytevector-u8-ref #u8(1 2) 1)  ; => 2
(let ((b (bytevector 1 2))) (bytevector-u8-set! b 0 255) b)  ; => #u8(255 2)
(bytevector-append #u8(1) #u8() #u8(2))  ; => #u8(1 2)
(bytevector-copy #u8(1 2 3) 1)  ; => #u8(2 3)
(bytevector-copy #u8(1 2 3) 1 2)  ; => #u8(2)
(let ((b (bytevector 1 2 3 4 5))) (bytevector-copy! b 1 b 0 3) b)  ; => #u8(1 1 2 3 5)
(utf8->string #u8(65 206 187))  ; => "Aλ"
(string->utf8 "Aλ")  ; => #u8(65 206 187)
(utf8->string #u8(65 66 67) 1 2)  ; => "B"
(string->utf8 "abc" 1)  ; => #u8(98 99)
(bytevector? #u8())  ; => #t
(equal? #u8(1) (bytevector 1))  ; => #t
(bytevector-u8-ref #u8(1) 1)  ; !! OutOfRange: bytevector-u8-ref
(bytevector-u8-set! (bytevector 1) 0 256)  ; !! bytevector-u8-set!
(bytevector-u8-set! (bytevector 1) 0 -1)  ; !! bytevector-u8-set!
(bytevector 256)  ; !! bytevector
(make-bytevector 2 'a)  ; !! WrongType: make-bytevector
(utf8->string #u8(255))  ; !! utf8->string
(utf8->string #u8(#xC0 #x80))  ; !! utf8->string
(utf8->string #u8(#xED #xA0 #x80))  ; !! utf8->string

(define kept (vector 1 2))
(define other 5)
(define (renew!) (set! kept (vector 10 20)) 1)
(define (item i) (vector-ref kept (+ i 1)))
(vector-ref kept (renew!))  ; => 2
(item 0)  ; => 20
(let ((i 0)) (vector-set! kept i (item i)) kept)  ; => #(20 20)
(let ((i -2)) (vector-ref kept (+ i 1)))  ; !! vector-ref
(let ((i 7)) (if (vector-ref kept (item 0)) i 2))  ; !! vector-ref
(let ((i 7)) (vector-ref other (+ i 'a)))  ; !! is not a number
(let ((i 7)) (if (vector-ref other i) 1 2))  ; !! vector-ref
(let ((i 7)) (vector-set! other i 1))  ; !! vector-set!
