(import (except (scheme base) foo))
