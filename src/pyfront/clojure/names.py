"""Which names there are before anything is defined: macros and where they are implemented, classes of java.lang."""

from __future__ import annotations

CORE = "clojure.core"

# Modules of this package and the macros of clojure.core in them; a macro ``if-let`` is the function ``if_let`` there.
_MODULES: dict[str, str] = {
    "macros_control": "when when-not if-not cond and or if-let if-some when-let when-some when-first case condp comment assert"
    " while dotimes doto .. time locking with-open dosync sync io! lazy-seq delay future lazy-cat with-out-str with-in-str"
    " with-redefs binding with-bindings pvalues with-precision with-local-vars",
    "macros_binding": "let fn loop letfn for doseq vswap! amap areduce",
    "macros_threading": "-> ->> as-> some-> some->> cond-> cond->>",
    "macros_def": "defn defn- defmacro defonce declare defmulti defmethod ns import refer-clojure bound-fn"
    " definline defstruct",
    "macros_types": "defprotocol deftype defrecord reify extend-type extend-protocol definterface proxy memfn",
}
MACROS: dict[str, str] = {name: module for module, names in _MODULES.items() for name in names.split()}

_JAVA_LANG = (
    "Object String Long Integer Double Float Short Byte Boolean Character Number Math StrictMath System Thread Class Runnable"
    " CharSequence Comparable Iterable StringBuilder StringBuffer Void Process Runtime Cloneable Enum"
    " Throwable Exception RuntimeException Error AssertionError IllegalArgumentException IllegalStateException"
    " ArithmeticException ArrayIndexOutOfBoundsException ClassCastException ClassNotFoundException"
    " IndexOutOfBoundsException InterruptedException NullPointerException NumberFormatException OutOfMemoryError"
    " StackOverflowError StringIndexOutOfBoundsException UnsupportedOperationException NegativeArraySizeException"
    " CloneNotSupportedException ArrayStoreException SecurityException ExceptionInInitializerError NoSuchFieldException"
    " NoSuchMethodException LinkageError AbstractMethodError IllegalAccessError"
)
# Classes whose short names every namespace knows: short name -> full name.
CLASSES: dict[str, str] = {name: "java.lang." + name for name in _JAVA_LANG.split()}
CLASSES["BigInteger"], CLASSES["BigDecimal"] = "java.math.BigInteger", "java.math.BigDecimal"
CLASSES["Callable"] = "java.util.concurrent.Callable"
CLASSES["Compiler"] = "clojure.lang.Compiler"


def simple_class(full: str) -> str:
    return full[full.rfind(".") + 1 :]


def macro_function(name: str, module: str) -> object:
    """The function that expands a macro: loads the module that implements it."""
    import sys

    full = f"pyfront.clojure.{module}"
    if full not in sys.modules:
        __import__(full)
    return getattr(sys.modules[full], function_name(name))


_SIGNS = {"-": "_", "?": "_p", "!": "_x", ">": "gt", ".": "dot"}


def function_name(name: str) -> str:
    """Name of the Python function of a macro."""
    made = "".join(_SIGNS.get(c, c) for c in name)
    return f"macro_{made}"
