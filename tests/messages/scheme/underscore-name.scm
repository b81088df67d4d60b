(string_append "a" "b")
