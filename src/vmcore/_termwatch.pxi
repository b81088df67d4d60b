# Terms share their parts: one of a few kilobytes may have more nodes than can ever be visited. So what walks over terms counts
# its steps, and asks what watches this thread from time to time.

cdef extern from *:
    """
    #ifdef _MSC_VER
    static __declspec(thread) PyObject *vm_watcher = NULL;
    #else
    static __thread PyObject *vm_watcher = NULL;
    #endif
    """
    PyObject* vm_watcher

cdef enum:
    _STRETCH = 1 << 20                    # steps between two questions

cdef Py_ssize_t _steps_left = _STRETCH


def watch(ask):
    """``ask`` (or None) is called from time to time in walks over terms in this thread, and raises what ends them. Answers what
    was asked until now."""
    global vm_watcher
    before = <object>vm_watcher if vm_watcher != NULL else None
    if vm_watcher != NULL:
        Py_DECREF(<object>vm_watcher)
    vm_watcher = NULL
    if ask is not None:
        Py_INCREF(ask)
        vm_watcher = <PyObject*>ask
    return before


cdef int _asked() except -1:
    global _steps_left
    _steps_left = _STRETCH
    PyErr_CheckSignals()
    if vm_watcher != NULL:
        (<object>vm_watcher)()
    return 0


cdef inline int _step() except -1:
    global _steps_left
    _steps_left -= 1
    if _steps_left < 0:
        return _asked()
    return 0
