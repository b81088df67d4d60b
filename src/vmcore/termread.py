"""Text to terms. Compiled: ``_termread.pyx``."""

from vmcore._termread import read_term, well_formed

CLOSES_NOTHING, NUMBER_SIGN, OPEN_STRING, OPEN_EXPRESSION = range(4)  # what is wrong with a text

__all__ = ["CLOSES_NOTHING", "NUMBER_SIGN", "OPEN_EXPRESSION", "OPEN_STRING", "read_term", "well_formed"]
