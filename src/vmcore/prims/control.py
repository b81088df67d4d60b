"""What is left: values, promises, conditions, dynamic state, clock, exit. Nothing here calls a procedure."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("procedure?", "any", "is it a procedure?", pure=True),
    Prim("symbol<?", "symbol, symbol, *symbol", "do the names increase, by character codes?", pure=True),
    Prim("void", "*any", "the unspecified value", pure=True),
    Prim("eof-object", "", "the end of file object", pure=True),
    Prim("eof-object?", "any", "is it the end of file object?", pure=True),
    Prim("default-object?", "any", "is it an optional argument that was not given?", pure=True),
    Prim("%absent", "", "the mark of an optional argument that was not given", pure=True),
    Prim("values", "*any", "the arguments as several values; one is itself"),
    Prim("%value", "any, index, index", "value number b of c values; error if they are not so many"),
    Prim("%values->list", "any", "list of the values"),
    # promises
    Prim("promise?", "any", "is it a promise?", pure=True),
    Prim("%make-promise", "any, any", "new promise: done?, value or thunk"),
    Prim("%promise-done?", "promise", "is it done?"),
    Prim("%promise-value", "promise", "its value, or thunk if it is not done"),
    Prim("%promise-set!", "promise, any, any", "change done? and the value or thunk"),
    Prim("%promise-share!", "promise, promise", "the first promise becomes one with the second"),
    # conditions
    Prim("error-object?", "any", "is it an error object?", pure=True),
    Prim("error-object-message", "error object", "message", pure=True),
    Prim("error-object-irritants", "error object", "list of irritants", pure=True),
    Prim("read-error?", "any", "is it an error object of a reader?", pure=True),
    Prim("file-error?", "any", "is it an error object of a file?", pure=True),
    Prim("%make-condition", "symbol, string, list, ?any", "new error object: kind, message, irritants, payload"),
    Prim("%condition-kind", "error object", "its kind, a symbol", pure=True),
    Prim("%condition-payload", "error object", "what belongs to it besides", pure=True),
    # dynamic state
    Prim("%winds", "", "list of (before . after), innermost first"),
    Prim("%set-winds!", "list", "replace it"),
    Prim("%handlers", "", "list of handler procedures, innermost first"),
    Prim("%set-handlers!", "list", "replace it"),
    Prim("%params", "", "alist of parameter bindings, innermost first"),
    Prim("%set-params!", "list", "replace it"),
    Prim("%set-hook!", "index, any", "set a library procedure that the machine calls, or a type that it knows"),
    # tasks
    Prim("%run", "", "number of the current run of the machine"),
    Prim("%run-waits?", "index", "is it the number of a run that waits for the current one?"),
    Prim("%set-task-run!", "index", "the run that is at a task: there, calls of Python go to a hook; 0: none"),
    Prim("%task-run?", "", "is the current run at a task?"),
    Prim("%set-free!", "procedure", "a continuation that never returns to its run may be entered in any"),
    # the world
    Prim("current-second", "", "seconds since 1970 on the TAI scale"),
    Prim("current-jiffy", "", "a clock that never goes back"),
    Prim("cpu-jiffy", "", "processor time of the process, in the units of current-jiffy"),
    Prim("jiffies-per-second", "", "units of current-jiffy in a second", pure=True),
    Prim("%may-exit", "", "an error unless the program may end itself"),
    Prim("%exit", "?any", "end the program at once"),
    Prim("emergency-exit", "?any", "end the program at once", impl="prim_sys_exit"),
    Prim("%gc", "", "ask for a collection at the next safepoint"),
)
