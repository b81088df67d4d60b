(display #u8(1 2 300))
