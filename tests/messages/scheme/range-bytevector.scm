(bytevector 1 2 256)
