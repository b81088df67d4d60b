(import (rename (scheme base) (crr x)))
