(let* ((x 1)))
