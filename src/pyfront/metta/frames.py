"""What the generic machine does with a result (frames), and where it goes on when there is none (choices), as far as the
library makes them."""

from vmcore.termmachine import (
    M_END,
    M_EVAL,
    M_EXEC,
    M_FAIL,
    M_METTA,
    M_RETURN,
    Called,
    Choice,
    End,
    Frame,
    Otherwise,
    Then,
)

__all__ = [
    "M_END",
    "M_EVAL",
    "M_EXEC",
    "M_FAIL",
    "M_METTA",
    "M_RETURN",
    "Called",
    "Choice",
    "End",
    "Frame",
    "Otherwise",
    "Then",
]
