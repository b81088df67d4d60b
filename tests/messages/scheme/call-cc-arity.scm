(call/cc 5)
