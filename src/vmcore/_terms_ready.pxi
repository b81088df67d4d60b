# Texts whose results are at hand or a call of compiled code away, without a look at what stands in between: good as long as
# nothing has changed that a text's results depend on.

cdef long long _touches = 0


def touch():
    """Something changed that no space knows of: words, settings, what is compiled."""
    global _touches
    _touches += 1


@cython.final
cdef class Ready:
    """A text that evaluates. ``slow`` runs it the long way and calls ``arm`` when it found that it need not."""
    cdef readonly object slow
    cdef Space space
    cdef Terms terms
    cdef tuple parts                   # of each form: its results as a list, or the procedure that finds them
    cdef long long state, touches

    def __init__(self, slow not None):
        self.slow = slow

    def arm(self, Space space not None, tuple parts not None, Terms terms=None):
        """``terms``: of the machine whose procedures the parts are."""
        self.space, self.parts, self.terms = space, parts, terms
        self.state, self.touches = state_of(space), _touches

    def disarm(self):
        self.parts = None

    @property
    def armed(self):
        """Is the short way open as things are?"""
        return self.parts is not None and self.touches == _touches and self.state == state_of(self.space)

    def run(self):
        """A list of results for each form."""
        cdef PyObject* part
        cdef list results
        cdef Py_ssize_t i
        if self.parts is None or self.touches != _touches or self.state != state_of(self.space):
            return self.slow()
        results = []
        for i in range(TUPLE_SIZE(<PyObject*>self.parts)):
            part = TUPLE_AT(<PyObject*>self.parts, i)
            if type(<object>part) is list:
                results.append((<list>part)[:])
                continue
            found = self.found(<Procedure?><object>part)
            if found is None:
                return self.slow()
            results.append(found)
        return results

    cdef list found(self, Procedure procedure):
        """None if the run was given up."""
        cdef Machine machine = <Machine>procedure.machine
        cdef Ref box
        cdef PyObject* nothing = NULL
        try:
            box = machine.run_value(machine.vm.handles[procedure.handle], &nothing, 0, False)
            return self.terms.reversed_content(box)
        except (Unknown, MemoryError):
            pass
        except Exception as error:
            from vmcore.errors import MachineError

            if type(error) is not MachineError:
                raise
            if error.status == "INTERRUPT":
                raise KeyboardInterrupt from None
        self.parts = None
        return None
