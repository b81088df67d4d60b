`(1 ,(undefined-thing) 3)
