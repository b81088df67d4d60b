"""The machine: values, heap, dispatch loop. ``pyfront`` is the package to use."""
