(import (scheme base) (srfi 9999))
