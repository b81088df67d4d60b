(library (scheme file)
  (export call-with-input-file call-with-output-file delete-file file-exists? open-input-file open-output-file
          with-input-from-file with-output-to-file)
  (import (chezscheme)))
