(import (only (scheme base) car crd))
