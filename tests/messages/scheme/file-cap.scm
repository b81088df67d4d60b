(open-input-file "/etc/passwd")
