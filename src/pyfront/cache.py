"""Compiled programs kept on disk, so that the next start need not compile.

An entry is found by a digest of all that the compilation depends on: the text and its name, the language and its options,
what was defined before, and the compiler itself. It also names the files that were read or looked for; their contents
must still be the same. Entries are explicit bytes, checked when they are read; what the machine would run is up to the
verifier. A bad, foreign or missing entry only means that the program is compiled. Nothing here raises an ``OSError``: a
cache that cannot be read or written is no cache.

An entry is written to a file of its own and then renamed, so that readers and other writers see a whole one or none.
The directory must belong to the user, and nobody else may write there: who could, could have programs run that the user
did not write.

8 bytes   "VMCACHE1"
32 bytes  BLAKE2b digest of the rest
groups    u32 number of items; of each item u32 size and the bytes. The groups: key; names defined; files (path, digest,
          alternating); paths that must not be files; images (library or "", backend, image, repeated; the
          image is empty for a library that comes with the language)
"""

from __future__ import annotations

import os

try:
    from _blake2 import blake2b  # without the two milliseconds of hashlib, which loads OpenSSL
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from pyfront.api import Program, Runtime
    from pyfront.dsssl.engine import Stylesheet
    from pyfront.wasm.api import Module

MAGIC = b"VMCACHE1"
SUFFIX = ".vmi"
VARIABLE = "VMCORE_CACHE"  # "off", or the directory
BOM = b"\xef\xbb\xbf"
RECORD = "record"  # in the place of a backend: what runs of a program compiled that is compiled where it runs
_DIGEST = 32
_GROUPS = 5
_NOT_COMPILER = ("__pycache__", "bench", "cli", "srfi")  # srfi is made together with the base image
_LANGUAGES = ("scheme", "clojure", "sema", "metta", "dsssl", "wasm")  # folders; none of them uses another to compile
_SHARED = ("core", "emit", "expand", "passes", "text")  # folders that every language uses to compile
_LARGE_MODULE = 1 << 16  # bytes: smaller ones are checked in less time than an entry is found
MAX_ENTRIES = 500  # when there are more, the older half goes
MAX_BYTES = 256 << 20
_REFRESH = 24 * 3600  # seconds: how old an entry's time of last use may be
_ABANDONED = 3600  # seconds: a temporary file of that age has no writer


# Programs that work on the environment they were compiled in, which a program from the cache has not made.
_AT_WORK = (
    b":eval", b":environment", b"interaction-environment", b"\x04load", b":load", b"clojure.core/eval", b"clojure.core/load",
    b"clojure.core/macroexpand", b"clojure.core/%run-",
)  # fmt: skip


class Entry:
    """What is kept of a program."""

    __slots__ = ("defines", "files", "absent", "images")

    def __init__(
        self,
        defines: tuple[str, ...],
        files: dict[str, bytes],
        absent: tuple[str, ...],
        images: list[tuple[str, str, bytes]],
    ) -> None:
        self.defines = defines  # top-level names that the program defines
        self.files = files  # path -> digest of what was read
        self.absent = absent  # paths where nothing was found
        self.images = images  # library ("": the program itself), backend, image

    def is_whole(self) -> bool:
        """Does the program, as far as one can see, need nothing of its compilation but the images?"""
        return not any(sign in image for _, _, image in self.images for sign in _AT_WORK)

    def is_current(self) -> bool:
        """Are the files still the same?"""
        return not any(os.path.isfile(path) for path in self.absent) and all(
            digest_of(path) == then for path, then in self.files.items()
        )


def default_folder() -> str | None:
    """Where the command line keeps its entries; None if the user wants none."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        return None if chosen.lower() in ("off", "0", "no") else chosen
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # as the specification says: a relative one counts for nothing
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, "vmcore") if os.path.isabs(base) else None


def digest(data: bytes | memoryview) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


def digest_of(path: str) -> bytes | None:
    """Digest of the text of a file, as ``digest`` of the text in UTF-8; None if it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            return digest(file.read().removeprefix(BOM))
    except (OSError, ValueError):
        return None


def compiler_identity(language: str = "") -> bytes:
    """Changes with the tables of the machine, and with every edit of the compiler or its library. ``language``: the only one
    that counts (all do if there is none of that name): to look at a file takes four microseconds. In an installation it
    is looked at whether it is the same one, and whether files were put into the folders."""
    from vmcore import installed
    from vmcore._opcode import FINGERPRINT

    parts = [str(FINGERPRINT)]
    root = os.path.dirname(__file__)
    if installed and language in _LANGUAGES:
        inside = [root, *(f"{root}/{name}" for name in (*_SHARED, language))]
        return digest("\n".join([*parts, installed, *(str(os.stat(one).st_mtime_ns) for one in inside)]).encode())
    folders = [root]
    others = [name for name in _LANGUAGES if name != language] if language in _LANGUAGES else []
    left_out = {*_NOT_COMPILER, *others}
    while folders:
        with os.scandir(folders.pop()) as found:
            for one in found:
                if one.name.endswith((".py", ".img", ".names", ".scm")):
                    now = one.stat()
                    parts.append(f"{one.name} {now.st_size} {now.st_mtime_ns}")
                elif one.name not in left_out and one.is_dir():
                    folders.append(one.path)
    return digest("\n".join(sorted(parts)).encode())


def key_of(parts: Iterable[str], language: str = "") -> str:
    """Name of the entry for a compilation that depends on these texts, and on the compiler of a language."""
    return digest(_packed([compiler_identity(language), *(part.encode("utf-8", "surrogatepass") for part in parts)])).hex()


def compile_once(
    make: type[Program], runtime: Runtime, source: str, filename: str, cache: bool | str | os.PathLike[str] = True
) -> Program:
    """The program for a runtime in which nothing ran yet, and nothing else will be compiled: from the cache if it is
    there. ``cache``: a directory, or True for that of the command line. ``make``: the class of programs."""
    folder = default_folder() if isinstance(cache, bool) else os.fspath(cache)
    context = runtime.environment.context()
    if not cache or not folder or context is None:
        return runtime.compile(source, filename, whole=True)
    store = Cache(folder)
    key = key_of((runtime.language, runtime.backend, filename, source, *context), runtime.language)
    entry = store.find(key)
    if entry is not None:
        if _is_verified(entry, runtime.backend):
            libraries = tuple((name, {backend: image} if image else {}) for name, backend, image in entry.images if name)
            images = {backend: image for name, backend, image in entry.images if not name and backend != RECORD}
            program = make(runtime.language, filename, source, images, entry.defines, libraries)
            if len(images) < len(entry.images) - len(libraries):
                _keep_record(program, runtime.environment.kept(entry.images[-1][2]), store, key)
            return program
        store.discard(key)
    program = runtime.compile(source, filename, whole=True)
    if program.kept is not None:
        _keep_record(program, program.kept, store, key)
        return program
    entry = _entry_of(program, runtime.environment)
    if entry.is_whole():
        store.store(key, entry)
    return program


def _keep_record(program: Program, kept: Any, store: Cache, key: str) -> None:
    """From now on, what a run of the program has compiled is an entry."""

    def save(record: bytes | None, texts: dict[str, str]) -> None:
        if record is None:
            store.discard(key)
            return
        files = {path: digest(text.encode("utf-8", "surrogatepass").removeprefix(BOM)) for path, text in texts.items()}
        images = [("", backend, image) for backend, image in program.images.items()]
        store.store(key, Entry(program.defines, files, (), [*images, ("", RECORD, record)]))

    program.kept = kept
    kept.save = save


def module_once(data: bytes, name: str = "", cache: bool | str | os.PathLike[str] = True) -> Module:
    """The WebAssembly module that the content of a file is, binary or text. Where the cache says that it was valid before, its
    functions are checked when they are called: that is all that a wrong entry can bring about."""
    from pyfront.wasm.api import Module
    from pyfront.wasm.decode import MAGIC as BINARY
    from pyfront.wasm.errors import WasmError
    from pyfront.wasm.saved import MAGIC as SAVED

    binary = data.startswith(BINARY)
    folder = default_folder() if isinstance(cache, bool) else os.fspath(cache)
    if not cache or not folder or (binary and len(data) < _LARGE_MODULE):
        return Module(data, file=name) if binary else Module.from_text(data, file=name)
    store = Cache(folder)
    key = key_of(("wasm", digest(data).hex()))
    entry = store.find(key)
    if entry is not None and len(entry.images) == 1:
        image = entry.images[0][2]
        try:
            return Module.deserialize(SAVED + data if binary else image, file=name)
        except WasmError:
            store.discard(key)
    module = Module(data, file=name) if binary else Module.from_text(data, file=name)
    store.store(key, Entry((), {}, (), [("", "wasm", b"" if binary else module.serialize())]))
    return module


def stylesheet_once(
    style: str, cache: bool | str | os.PathLike[str] = True, *, variables: dict[str, Any] | None = None, engine: str = "vm",
    search: Iterable[str] = (), roots: Iterable[str] = (), backend: str = "sgml", catalogs: Iterable[str] = (),
    include: Iterable[str] = (),
) -> Stylesheet:  # fmt: skip
    """The DSSSL style sheet in a file, compiled; the other arguments are those of ``pyfront.dsssl.api.compile``."""
    from pyfront.dsssl.api import PRINTERS, compile
    from pyfront.dsssl.engine import Stylesheet

    folder = default_folder() if isinstance(cache, bool) else os.fspath(cache)
    search, roots, catalogs, include = list(search), list(roots), list(catalogs), list(include)
    where: dict[str, Any] = {"search": search, "roots": roots, "catalogs": catalogs, "include": include}
    if not cache or not folder:
        return compile(style, variables=variables, engine=engine, backend=backend, **where)
    store = Cache(folder)
    given = [f"{name}={value!r}" for name, value in (variables or {}).items()]
    relative = not all(os.path.isabs(path) for path in (style, *search, *roots, *catalogs))
    place = os.getcwd() if relative else ""
    kind = "print" if backend in PRINTERS else "markup"
    key = key_of(("dsssl", kind, engine, style, place, *search, "roots", *roots, "catalogs", *catalogs, "include",
                  *include, "variables", *given))  # fmt: skip
    entry = store.find(key)
    if entry is not None:
        try:
            found = Stylesheet.of(entry.images[0][2], entry.defines, engine) if _is_verified(entry, engine) else None
        except (ValueError, IndexError):
            found = None
        if found is not None:
            found.files = dict.fromkeys(entry.files, b"")
            return found
        store.discard(key)
    made = compile(style, variables=variables, engine=engine, backend=backend, **where)
    files = {path: digest(data.removeprefix(BOM)) for path, data in made.files.items()}
    store.store(key, Entry(made.summary(), files, (), [("", engine, made.image)]))
    return made


def _is_verified(entry: Entry, backend: str) -> bool:
    """Are its images those of a program for a backend, and does the verifier let them through? In a machine for nothing
    else: that costs little, and the program then either starts or is compiled."""
    from vmcore._host import Machine
    from vmcore._image import Image

    images = [one for one in entry.images if one[1] != RECORD]  # its images are verified one by one, when they are run
    names = [name for name, _, _ in images]
    if names.count("") != 1 or any(kind != backend for _, kind, _ in images):
        return False
    machine = Machine()
    if backend == "treewalk":
        machine.use_tree_walker()
    try:
        for _, _, image in images:
            if image:
                machine.load(Image(image))
    except MemoryError:
        return False
    except Exception as error:
        from vmcore.errors import ImageError

        if isinstance(error, ImageError):
            return False
        raise
    return True


def _entry_of(program: Program, environment: Any) -> Entry:
    files: dict[str, bytes] = {}
    absent: list[str] = []
    if environment.reading is not None:
        files = {path: digest(text.encode()) for path, text in environment.reading.texts.items()}
        absent = sorted(environment.reading.absent)
    images = [("", backend, image) for backend, image in program.images.items()]
    for name, own in program.libraries:
        images += [(name, backend, image) for backend, image in own.items()] or [(name, environment.backend, b"")]
    return Entry(program.defines, files, tuple(absent), images)


class Cache:
    """The entries of one directory."""

    __slots__ = ("folder",)

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find(self, key: str) -> Entry | None:
        """The entry of that key, if there is one that is whole and up to date."""
        path = self._path(key)
        try:
            if not self._is_private():
                return None
            with open(path, "rb", buffering=0) as file:
                data = file.read()
                self._touch(path, os.stat(file.fileno()).st_mtime)
            entry = unpack(data, key)
        except (OSError, ValueError):
            return None
        return entry if entry.is_current() else None

    def store(self, key: str, entry: Entry) -> None:
        """Keeps an entry; does nothing if that is not possible."""
        data = pack(key, entry)
        temporary = f"{self._path(key)}.{os.getpid()}-{os.urandom(4).hex()}"
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            if not self._is_private():
                return
            self._prune()
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
                file.write(data)
            os.replace(temporary, self._path(key))
        except (OSError, ValueError):  # ValueError: a zero byte in a name
            _remove(temporary)

    def discard(self, key: str) -> None:
        """Removes an entry that the verifier refused."""
        _remove(self._path(key))

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key + SUFFIX)

    def _is_private(self) -> bool:
        if os.name == "nt":
            return True  # a profile belongs to its user
        now = os.stat(self.folder)
        return now.st_uid == os.geteuid() and not now.st_mode & 0o022

    def _touch(self, path: str, last: float) -> None:
        """Notes that an entry was used, once a day."""
        from time import time

        if time() - last > _REFRESH:
            os.utime(path)

    def _prune(self) -> None:
        """Removes the entries used longest ago when there are too many, and what writers left that did not finish."""
        from time import time

        rows, total = [], 0
        with os.scandir(self.folder) as found:
            for one in found:
                try:
                    now = one.stat()
                except OSError:
                    continue  # another process pruned it
                if one.name.endswith(SUFFIX):
                    rows.append((now.st_mtime, now.st_size, one.path))
                    total += now.st_size
                elif SUFFIX in one.name and time() - now.st_mtime > _ABANDONED:
                    _remove(one.path)
        if len(rows) < MAX_ENTRIES and total < MAX_BYTES:
            return
        rows.sort()
        for _, _, path in rows[: (len(rows) + 1) // 2]:
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except (OSError, ValueError):
        pass


# ---------------------------------------------------------------- bytes


def pack(key: str, entry: Entry) -> bytes:
    """An entry as bytes."""
    files: list[bytes] = []
    for path, one in entry.files.items():
        files += (_encoded(path), one)
    images: list[bytes] = []
    for library, backend, image in entry.images:
        images += (_encoded(library), backend.encode(), image)
    defines = [_encoded(name) for name in entry.defines]
    absent = [_encoded(path) for path in entry.absent]
    body = b"".join(_packed(group) for group in ([key.encode()], defines, files, absent, images))
    return MAGIC + digest(body) + body


def unpack(data: bytes, key: str) -> Entry:
    """The entry that bytes are; ValueError if they are none for the key."""
    start = len(MAGIC) + _DIGEST
    view = memoryview(data)
    if data[: len(MAGIC)] != MAGIC or digest(view[start:]) != data[len(MAGIC) : start]:
        raise ValueError("no entry")
    groups, at = [], start
    for _ in range(_GROUPS):
        group, at = _unpacked(view, at)
        groups.append(group)
    own, defines, files, absent, images = groups
    if at != len(data) or own != [key.encode()] or len(files) % 2 or len(images) % 3:
        raise ValueError("no entry for this key")
    return Entry(
        tuple(name.decode("utf-8", "surrogatepass") for name in defines),
        {files[i].decode("utf-8", "surrogatepass"): files[i + 1] for i in range(0, len(files), 2)},
        tuple(path.decode("utf-8", "surrogatepass") for path in absent),
        [(images[i].decode("utf-8", "surrogatepass"), images[i + 1].decode(), images[i + 2]) for i in range(0, len(images), 3)],
    )


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _packed(items: list[bytes]) -> bytes:
    parts = [len(items).to_bytes(4, "little")]
    for item in items:
        parts += (len(item).to_bytes(4, "little"), item)
    return b"".join(parts)


def _unpacked(data: memoryview, at: int) -> tuple[list[bytes], int]:
    count = int.from_bytes(data[at : at + 4], "little")
    at += 4
    if count > (len(data) - at) // 4:
        raise ValueError("more items than bytes")
    items = []
    for _ in range(count):
        size = int.from_bytes(data[at : at + 4], "little")
        at += 4
        if size > len(data) - at:
            raise ValueError("an item beyond the end")
        items.append(bytes(data[at : at + size]))
        at += size
    return items, at
