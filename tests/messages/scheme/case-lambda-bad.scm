(case-lambda (x))
