(vector->list #(1 2 3) 5)
