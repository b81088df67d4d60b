"""``transform``: a style sheet applied to a document."""

from __future__ import annotations

import os

from pyfront.dsssl.document import Grove, grove, parse
from pyfront.dsssl.engine import Engine, Stylesheet, compile_sheet
from pyfront.dsssl.errors import AccessError, UnsupportedError
from pyfront.dsssl.storage import Storage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pyfront.errors import Error

BACKENDS = ("sgml", "xml", "fot", "rtf", "tex")
PRINTERS = ("fot", "rtf", "tex")
LATER = ("mif", "html", "txt")
SGML_SUFFIXES = (".sgm", ".sgml")
NATIVE = ("utf-8", "latin-1", "ascii")  # encodings that the machine writes; others are those of Python
LIMITS = ("fuel", "timeout", "memory", "max_depth")
MEMORY = 2 << 30  # bytes of heap where no limit is given: a recursion without end is an error, and takes no more than that
MEMORY_FACTOR = 40  # bytes of heap for one of a large document; manuals take 10 to 20


def compile(
    style: str, *, variables: Mapping[str, Any] | None = None, engine: str = "vm", search: Iterable[str] = (),
    roots: Iterable[str] = (), backend: str = "sgml", catalogs: Iterable[str] = (), include: Iterable[str] = (),
) -> Stylesheet:  # fmt: skip
    """A style sheet, to be used for several documents, and with all back ends that print or all that do not. The arguments are
    those of ``transform``."""
    from pyfront.dsssl.specification import Loader

    storage = Storage(roots, search, catalogs, include)
    path, _, part = style.partition("#")
    storage.allow(path)
    loader = Loader(storage)
    sheet = compile_sheet(loader.load(path, part), loader.sources, (variables or {}).items(), engine, backend in PRINTERS)
    sheet.files = storage.files
    return sheet


def transform(
    style: str | Stylesheet,
    document: Any,
    backend: str = "sgml",
    *,
    raw: bool = False,
    variables: Mapping[str, Any] | None = None,
    directory: str | None = None,
    engine: str = "vm",
    search: Iterable[str] = (),
    roots: Iterable[str] = (),
    encoding: str = "utf-8",
    huge: bool = False,
    errors: list[Error] | None = None,
    max_errors: int | None = None,
    catalogs: Iterable[str] = (),
    include: Iterable[str] = (),
    progress: bool = False,
    stderr: Any = None,
    **limits: Any,
) -> dict[str, bytes]:
    """Applies a style sheet to a document; the files written, by their names. "" is what goes to no file.

    ``style``: path of a style sheet (``.dsl``, or plain Scheme), with ``#id`` for one of its specifications; or a compiled one.
    ``document``: path of an XML document, its bytes, or an lxml tree. ``backend``: "sgml", "xml", "fot", "rtf", "tex".
    ``encoding``: of the files, one of Python's, or "unicode".
    ``variables``: definitions that go before those of the style sheet.
    ``directory``: where the files are written to, and nowhere else; without it they are answered only.
    ``search``: directories where files of the style sheet are looked for; ``roots``: directories that may be read besides.
    ``huge``: the document is trusted, the limits of the XML parser on depth, size and growth by entities do not apply.
    ``errors``: a list for the errors in rules, which then do not end the transformation: the children are processed
    instead (in the initial mode), as OpenJade does; and for files and entities that a document names and that are not there,
    which then stand for nothing. ``max_errors``: so many end it nevertheless.
    ``catalogs``: SGML catalogs, before those of the system. ``include``: parameter entities that are ``INCLUDE``.
    ``progress``: a line on the standard error that tells how far it is.
    ``limits``: fuel, timeout, memory, max_depth, as of a ``Runtime``; the memory is 2 GiB if it is not given, or 40 times the size
    of the document if that is more, and not limited if it is None. ``engine``: "vm" or "treewalk"."""
    _check(backend, limits, encoding)
    limits.setdefault("memory", max(MEMORY, MEMORY_FACTOR * _size(document)))
    search, roots, catalogs, include = list(search), list(roots), list(catalogs), list(include)
    if isinstance(style, Stylesheet):
        if style.engine != engine:
            raise ValueError(f"the style sheet was compiled for the engine {style.engine!r}")
        if style.printing != (backend in PRINTERS):
            raise ValueError(f"the style sheet was compiled for {'other back ends' if style.printing else 'no printing back end'}")
        sheet = style
    else:
        sheet = compile(style, variables=variables, engine=engine, search=search, roots=roots, backend=backend,
                        catalogs=catalogs, include=include)  # fmt: skip
    storage = Storage([*roots, *({os.path.dirname(path) or "." for path in sheet.files})], search, catalogs, include)
    whole = sheet.whole_attributes
    source = read_document(document, storage, huge, whole)
    _report(storage, errors)
    machine = Engine(engine, limits)
    machine.stderr = stderr
    machine.problems = errors
    machine.most_problems = max_errors
    machine.progress = progress
    printer = _printer(backend, encoding, source) if sheet.printing else None
    machine.use(sheet, printer.units if printer else 0, bool(printer and printer.wants_modes))
    machine.load_document = lambda name: machine.add(_parsed(name, storage, source.path, huge, whole, errors))
    machine.read_entity = lambda name: _read_entity(name, storage, source.path)
    number = machine.add(source)
    files = dict(machine.run(number, backend, raw, "utf-8" if printer or encoding not in NATIVE else encoding))
    if encoding not in NATIVE and not printer:
        files = {name: _recoded(data, encoding) for name, data in files.items()}
    if printer:
        files[""] = printer.run(files.get("", b""))
    if directory is not None:
        write_files(files, directory)
    return files


def _recoded(data: bytes, encoding: str) -> bytes:
    """What an encoding does not have is a reference. ``unicode``: UTF-16 with a mark of the order of bytes."""
    text = data.decode("utf-8", "surrogatepass")
    if encoding == "unicode":
        return b"\xfe\xff" + text.encode("utf-16-be", "surrogatepass")
    return text.encode(encoding, "xmlcharrefreplace")


def _size(document: Any) -> int:
    """Of a document, in bytes; 0 where that is not known."""
    if isinstance(document, (str, os.PathLike)):
        return os.path.getsize(document) if os.path.isfile(document) else 0
    return len(document) if isinstance(document, (bytes, bytearray)) else 0


def _printer(backend: str, encoding: str, source: Grove) -> Any:
    """What makes a file of the events of flow objects."""
    from pyfront.dsssl.backends import make

    return make(backend, encoding, source.path)


def _check(backend: str, limits: dict[str, Any], encoding: str) -> None:
    if encoding not in NATIVE:
        if backend in PRINTERS:
            raise ValueError(f"the back end {backend} writes {', '.join(NATIVE)}, not {encoding}")
        if encoding != "unicode":
            try:
                "".encode(encoding)
            except LookupError:
                raise ValueError(f"unknown encoding {encoding!r}") from None
    if backend in LATER:
        raise UnsupportedError(f"the back end {backend} is not there yet; there are: {', '.join(BACKENDS)}")
    if backend not in BACKENDS:
        raise ValueError(f"unknown back end {backend!r}; there are: {', '.join(BACKENDS)}")
    unknown = sorted(set(limits) - set(LIMITS))
    if unknown:
        raise TypeError(f"transform() got an unexpected keyword argument {unknown[0]!r}")


def read_document(document: Any, storage: Storage, huge: bool = False, whole: bool = False) -> Grove:
    if isinstance(document, (str, os.PathLike)):
        path = os.fspath(document)
        storage.allow(path)
        if path.lower().endswith(SGML_SUFFIXES):
            from pyfront.dsssl.esis import parse_sgml

            return parse_sgml(path, storage)
        return parse(path, storage, None, huge, whole)
    if isinstance(document, (bytes, bytearray)):
        return parse("document", storage, bytes(document), huge, whole)
    tree = document if hasattr(document, "getroot") else document.getroottree()
    return grove(tree, tree.docinfo.URL or "document", whole)


def _report(storage: Storage, errors: list[Error] | None) -> None:
    """What a document names and is not there: the first is the error if these are not collected."""
    if storage.problems and errors is None:
        raise storage.problems[0]
    if errors is not None:
        errors += storage.problems
    storage.problems = []


def _parsed(name: str, storage: Storage, base: str, huge: bool, whole: bool, errors: list[Error] | None) -> Grove:
    """A document that a style sheet asks for: a file below the roots."""
    path = storage.find(name, None, base)
    if path is None:
        raise AccessError(f"sgml-parse: there is no file {name}")
    found = read_document(storage.check(path), storage, huge, whole)
    _report(storage, errors)
    return found


def _read_entity(name: str, storage: Storage, base: str) -> str:
    path = storage.find(name, None, base)
    if path is None:
        raise AccessError(f"read-entity: there is no file {name}")
    return storage.read(path).replace("\n", "\r")


def write_files(files: Mapping[str, bytes], directory: str) -> None:
    """Writes files below a directory. A name that leads out of it is an error, before anything is written."""
    top = os.path.realpath(directory)
    targets = []
    for name, data in files.items():
        if not name:
            continue
        if "\0" in name:
            raise AccessError(f"{name!r} is no name of a file")
        target = os.path.realpath(os.path.join(top, name))
        if os.path.isabs(name) or not target.startswith(top.rstrip("/") + "/"):
            raise AccessError(f"{name} is outside the directory that is written to")
        targets.append((target, data))
    for target, data in targets:
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(data)
        except OSError as error:
            raise AccessError(f"cannot write {os.path.relpath(target, top)}: {error.strerror or error}") from None
