(cond (else))
