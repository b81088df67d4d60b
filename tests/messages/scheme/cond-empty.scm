(cond)
