// the answer
42
