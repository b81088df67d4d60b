"""Values of a runtime as Python sees them."""

class Border:
    """What a runtime keeps about Python objects. Not made on its own: see ``vmcore._host.Machine``."""

class Ref:
    """A value of a runtime, held from Python; the runtime takes it back unchanged."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
