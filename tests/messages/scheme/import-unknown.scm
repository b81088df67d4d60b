(import (scheme bas))
