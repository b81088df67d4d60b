# Conversion for languages whose data are persistent. Everything here needs the GIL.

from vmcore.value cimport *
from vmcore.machine cimport VM

cdef Value persistent_value(VM* vm, object x) except? 0
cdef object persistent_python(VM* vm, Value v)
