(cond ((assv 1 '()) =>))
