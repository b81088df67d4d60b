(library (scheme process-context)
  (export command-line exit)
  (import (chezscheme)))
