((if #f #f) 1)
