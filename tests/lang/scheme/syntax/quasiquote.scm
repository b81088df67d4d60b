`(1 2)  ; => (1 2)
`(1 ,(+ 1 1))  ; => (1 2)
`(1 ,@(list 2 3) 4)  ; => (1 2 3 4)
`(1 ,@'())  ; => (1)
`(1 . ,(+ 1 1))  ; => (1 . 2)
`(1 ,@(list 2) . 3)  ; => (1 2 . 3)
`(,@(list 1 2))  ; => (1 2)
`(,@'(1) . ,(list 2))  ; => (1 2)
`#(1 ,(+ 1 1) ,@(list 3 4))  ; => #(1 2 3 4)
`,(+ 1 2)  ; => 3
`(list ,(+ 1 2) 4)  ; => (list 3 4)
(let ((name 'a)) `(list ,name ',name))  ; => (list a (quote a))
`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))  ; => ((foo 7) . cons)
`(a `(b ,(c ,(+ 1 2))))  ; => (a (quasiquote (b (unquote (c 3)))))
`(a `(b ,(foo ,(+ 1 3) d) e) f)  ; => (a (quasiquote (b (unquote (foo 4 d)) e)) f)
(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e))  ; => (a (quasiquote (b (unquote x) (unquote (quote y)) d)) e)
(quasiquote (list (unquote (+ 1 2)) 4))  ; => (list 3 4)
'(quasiquote (list (unquote (+ 1 2)) 4))  ; => (quasiquote (list (unquote (+ 1 2)) 4))
`()  ; => ()
`x  ; => x
`"s"  ; => "s"
`(1 `,@(2 ,@(list 3)))
(let ((l (list 1 2))) `(,@l ,@l))  ; => (1 2 1 2)
(let ((l (list 1 2))) (eq? l (cdr `(0 . ,l))))  ; => #t
`(1 ,@5)  ; => (1 . 5)
`(,@5 1)  ; !! WrongType
(unquote x)  ; !! ExpandError
