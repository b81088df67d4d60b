"""Services of the host for the library, by module: each is called with the environment, the machine and the arguments."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Module -> what it serves.
_MODULES = {
    "host_call": "call",
    "host_llm": "llm-complete llm-embed llm-host?",
    "host_text": "escape float-text complex-text pretty trim rfind replace lines words"
    " number? to-number utf8 gensym native? arity-text int10",
    "host_math": "fmod exp log2 log10 sinh cosh tanh random random-int round-to fixed wrap64",
    "host_wasm": "wasm",
    "host_trace": "trace",
    "documentation": "doc apropos",
    "host_system": "now sleep elapsed env env-all platform args interactive? term-size tty-raw tty-restore input-ready",
}
_where: dict[str, str] = {}


def find(name: str) -> Any:
    """The function of a service."""
    import sys

    if not _where:
        for module, names in _MODULES.items():
            _where.update(dict.fromkeys(names.split(), f"pyfront.sema.{module}"))
    if name not in _where:
        from pyfront.errors import EvalError

        raise EvalError(f"{name} is not there yet")
    module = _where[name]
    __import__(module)
    return sys.modules[module].SERVICES[name]


def failed(message: str) -> Exception:
    """An error of the language."""
    from pyfront.errors import EvalError

    return EvalError(message)


OUTSIDE = frozenset(("network", "process"))  # capabilities that the environment knows, not the machine


def allowed(root: Any, machine: Any, name: str, who: str) -> None:
    if not (name in root.outside if name in OUTSIDE else machine.allows(name)):
        from pyfront.errors import CapabilityError

        raise CapabilityError.lacking(name, who)
