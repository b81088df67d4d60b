(library (srfi s132) (export list-sort) (import (only (chezscheme) list-sort)))
