(include-ci)
