; Many elements, each with a rule that does little: what a rule costs.
(define (label n) (if (odd? n) "odd" "even"))
(element list (make element gi: "ol" attributes: (list (list "n" (number->string (child-number)))) (process-children)))
(element item
  (let ((n (child-number)))
    (make element gi: "li" attributes: (list (list "class" (label n)))
      (literal (number->string n) ": ")
      (process-children))))
(element em (make sequence (literal "*") (process-children) (literal "*")))
