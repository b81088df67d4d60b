(write-u8 1 (open-output-string))
