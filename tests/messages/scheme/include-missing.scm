(include "nofile.scm")
