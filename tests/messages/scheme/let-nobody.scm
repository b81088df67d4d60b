(let ((x 1)))
