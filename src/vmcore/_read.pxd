# The datum reader behind `(read port)`.

from vmcore.machine cimport VM
from vmcore.value cimport Value
from vmcore._port cimport Port

# The next datum of a textual input port, or the end of file object. ST_READ: what was read up to the error is taken
# from the port; with any other status the port is where it was. No recursion on the data.
cdef int read_datum(VM* vm, Port* port, Value* out) noexcept nogil
