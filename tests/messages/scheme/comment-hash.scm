# the answer
42
