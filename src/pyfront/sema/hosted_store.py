"""Functions of the library that are functions of Python: what is kept under names. Databases (sqlite3), values in a JSON file,
embeddings by likeness."""

from __future__ import annotations

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest

BOTH = ("file-read", "file-write")
TRANSIENT = ("", ":memory:")  # paths of databases that are no files
STEPS = 10_000  # of SQLite's machine between two looks at the time
PAGE = 4096  # bytes
PIECE = 1000  # rows that are fetched at a time
CELL = 64  # bytes that a value of a row takes beside its text


def _kept(guest: Guest, kind: str, what: str, name: str, who: str) -> Any:
    found = guest.state(kind).get(name)
    if found is None:
        raise guest.failed(f"{who}: no {what} is open under the name {name}")
    return found


# ---------------------------------------------------------------- databases


def _connect(guest: Guest, who: str, name: str, path: str) -> str:
    import sqlite3

    kept = guest.state("databases")
    if name not in kept:
        try:
            kept[name] = base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise guest.failed(f"{who} {path}: {error}") from None
        most = guest.most_bytes()
        if most is not None and path in TRANSIENT:
            base.execute(f"pragma max_page_count = {max(1, most // PAGE)}")
        base.set_authorizer(_permit(guest))
        base.set_progress_handler(lambda: _is_over(guest), STEPS)
    return name


def _permit(guest: Guest) -> Any:
    """Statements reach no other files than the database, unless the program may do so itself."""
    import sqlite3

    def permit(action: int, first: str | None, *_: Any) -> int:
        reaching = action == sqlite3.SQLITE_ATTACH and first not in TRANSIENT
        if action == sqlite3.SQLITE_PRAGMA:
            reaching = str(first).lower() in ("temp_store_directory", "data_store_directory", "max_page_count")
        return sqlite3.SQLITE_DENY if reaching and not all(map(guest.machine.allows, BOTH)) else sqlite3.SQLITE_OK

    return permit


def _is_over(guest: Guest) -> bool:
    left = guest.machine.seconds_left()
    return guest.machine.stopping() or (left is not None and left <= 0)


def _broken(guest: Guest, who: str, error: Exception) -> BaseException:
    """What an error of a statement is to the program. ``interrupted``: a limit, or else a signal came while it ran."""
    text = str(error)
    if text == "interrupted":
        return guest.failed(f"{who}: the run is to end") if _is_over(guest) else KeyboardInterrupt()
    if text in ("not authorized", "authorization denied"):
        text = f"the capabilities {' and '.join(BOTH)} are needed for other files"
    return guest.failed(f"{who}: {text}")


def db_open(guest: Guest, name: str, path: str | None = None) -> str:
    return _connect(guest, "db/open", name, name if path is None else path)


def db_open_memory(guest: Guest, name: str = ":memory:") -> str:
    return _connect(guest, "db/open-memory", name, ":memory:")


def _cursor(guest: Guest, who: str, name: str, text: str, values: tuple[Any, ...]) -> Any:
    import sqlite3

    base = _kept(guest, "databases", "database", name, who)
    try:
        return base.execute(text, [_column(guest, who, value) for value in values])
    except sqlite3.Error as error:
        raise _broken(guest, who, error) from None


def _column(guest: Guest, who: str, value: Any) -> Any:
    if isinstance(value, Keyword):
        return value.name
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    raise guest.failed(f"{who}: a database cannot keep a {type(value).__name__}")


def db_exec(guest: Guest, name: str, text: str, *values: Any) -> int:
    cursor = _cursor(guest, "db/exec", name, text, values)
    guest.state("rows")[name] = cursor.lastrowid or guest.state("rows").get(name, 0)
    return max(cursor.rowcount, 0)


def db_exec_batch(guest: Guest, name: str, text: str) -> None:
    import sqlite3

    try:
        _kept(guest, "databases", "database", name, "db/exec-batch").executescript(text)
    except sqlite3.Error as error:
        raise _broken(guest, "db/exec-batch", error) from None


def _rows(guest: Guest, who: str, cursor: Any, most: int = -1) -> list[dict[Any, Any]]:
    import sqlite3

    names = [Keyword(one[0]) for one in cursor.description or ()]
    try:
        rows = _all(guest, who, cursor) if most < 0 else cursor.fetchmany(most)
    except sqlite3.Error as error:
        raise _broken(guest, who, error) from None
    return [dict(zip(names, row)) for row in rows]


def _all(guest: Guest, who: str, cursor: Any) -> list[tuple[Any, ...]]:
    most = guest.most_bytes()
    rows: list[tuple[Any, ...]] = []
    size = 0
    while piece := cursor.fetchmany(PIECE):
        rows += piece
        if most is not None:
            size += sum(CELL + (len(one) if isinstance(one, (str, bytes)) else 0) for row in piece for one in row)
            if size > most:
                raise guest.failed(f"{who}: the rows are larger than the memory of the run")
    return rows


def db_query(guest: Guest, name: str, text: str, *values: Any) -> list[dict[Any, Any]]:
    return _rows(guest, "db/query", _cursor(guest, "db/query", name, text, values))


def db_query_one(guest: Guest, name: str, text: str, *values: Any) -> Any:
    found = _rows(guest, "db/query-one", _cursor(guest, "db/query-one", name, text, values), 1)
    return found[0] if found else None


def db_tables(guest: Guest, name: str) -> list[str]:
    text = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
    return [row[0] for row in _cursor(guest, "db/tables", name, text, ()).fetchall()]


def db_last_insert_id(guest: Guest, name: str) -> int:
    _kept(guest, "databases", "database", name, "db/last-insert-id")
    found: int = guest.state("rows").get(name, 0)
    return found


def db_close(guest: Guest, name: str) -> None:
    _kept(guest, "databases", "database", name, "db/close").close()
    del guest.state("databases")[name]


# ---------------------------------------------------------------- values in a file


def kv_open(guest: Guest, name: str, path: str) -> str:
    guest.state("values")[name] = [path, _load(guest, "kv/open", path) or {}]
    return name


def _load(guest: Guest, who: str, path: str) -> Any:
    from os.path import exists

    from pyfront.sema.hosted_data import json_decode

    if not exists(path):
        return None
    try:
        with open(path, encoding="utf-8") as stream:
            return json_decode(stream.read())
    except (OSError, UnicodeError) as error:
        raise guest.failed(f"{who} {path}: {error}") from None


def _save(guest: Guest, who: str, path: str, x: Any) -> None:
    """A file that is read meanwhile is the old one or the new one."""
    import os

    from pyfront.sema.hosted_data import json_encode

    try:
        with open(path + ".new", "w", encoding="utf-8") as stream:
            stream.write(json_encode(x))
        os.replace(path + ".new", path)
    except OSError as error:
        raise guest.failed(f"{who} {path}: {error.strerror or error}") from None


def _values(guest: Guest, who: str, name: str) -> Any:
    return _kept(guest, "values", "store", name, who)


def _key(key: Any) -> Any:
    return Keyword(str(key))  # as JSON is read: keys of objects are keywords


def kv_get(guest: Guest, name: str, key: str) -> Any:
    return _values(guest, "kv/get", name)[1].get(_key(key))


def kv_set(guest: Guest, name: str, key: str, value: Any) -> Any:
    path, values = _values(guest, "kv/set", name)
    changed = {**values, _key(key): value}
    _save(guest, "kv/set", path, changed)
    values.update(changed)
    return value


def kv_delete(guest: Guest, name: str, key: str) -> bool:
    path, values = _values(guest, "kv/delete", name)
    if _key(key) not in values:
        return False
    del values[_key(key)]
    _save(guest, "kv/delete", path, values)
    return True


def kv_keys(guest: Guest, name: str) -> list[str]:
    return sorted(key.name for key in _values(guest, "kv/keys", name)[1])


def kv_close(guest: Guest, name: str) -> None:
    guest.state("values").pop(name, None)


# ---------------------------------------------------------------- embeddings: the library gives them as lists


def vectors_create(guest: Guest, name: str) -> str:
    guest.state("vectors")[name] = {"path": None, "items": {}}
    return name


def vectors_open(guest: Guest, name: str, path: str) -> str:
    items = {}
    for one in _load(guest, "vector-store/open", path) or ():
        said = {key.name: value for key, value in one.items()}
        items[said["id"]] = (said["embedding"], said["metadata"])
    guest.state("vectors")[name] = {"path": path, "items": items}
    return name


def vectors_save(guest: Guest, name: str, path: str | None = None) -> str:
    store = _kept(guest, "vectors", "vector store", name, "vector-store/save")
    path = path or store["path"]
    if path is None:
        raise guest.failed("vector-store/save: the store has no path yet")
    store["path"] = path
    rows = [
        {Keyword("id"): key, Keyword("embedding"): list(vector), Keyword("metadata"): about}
        for key, (vector, about) in store["items"].items()
    ]
    _save(guest, "vector-store/save", path, rows)
    return path


def vectors_add(guest: Guest, name: str, key: str, vector: list[float], about: Any = None) -> str:
    items = _kept(guest, "vectors", "vector store", name, "vector-store/add")["items"]
    known = next(iter(items.values()), None)
    if known is not None and len(known[0]) != len(vector):
        raise guest.failed(f"vector-store/add: the embedding has {len(vector)} numbers, those of the store {len(known[0])}")
    items[key] = (vector, about)
    return key


def vectors_delete(guest: Guest, name: str, key: str) -> bool:
    items = _kept(guest, "vectors", "vector store", name, "vector-store/delete")["items"]
    return items.pop(key, None) is not None


def vectors_count(guest: Guest, name: str) -> int:
    return len(_kept(guest, "vectors", "vector store", name, "vector-store/count")["items"])


def vectors_search(guest: Guest, name: str, query: list[float], most: int) -> list[dict[Any, Any]]:
    items = _kept(guest, "vectors", "vector store", name, "vector-store/search")["items"]
    found = [(_likeness(guest, vector, query), key, about) for key, (vector, about) in items.items()]
    found.sort(key=lambda one: (-one[0], one[1]))
    return [
        {Keyword("id"): key, Keyword("score"): score, Keyword("metadata"): about} for score, key, about in found[: max(0, most)]
    ]


def _likeness(guest: Guest, a: list[float], b: list[float]) -> float:
    from math import hypot

    if len(a) != len(b):
        raise guest.failed(f"vector-store/search: the embedding has {len(b)} numbers, those of the store {len(a)}")
    size = hypot(*a) * hypot(*b)
    return sum(x * y for x, y in zip(a, b)) / size if size else 0.0


FUNCTIONS: dict[str, Any] = {
    "db/open": db_open, "db/open-memory": db_open_memory, "db/exec": db_exec, "db/exec-batch": db_exec_batch,
    "db/query": db_query, "db/query-one": db_query_one, "db/tables": db_tables, "db/last-insert-id": db_last_insert_id,
    "db/close": db_close, "kv/open": kv_open, "kv/get": kv_get, "kv/set": kv_set, "kv/delete": kv_delete, "kv/keys": kv_keys,
    "kv/close": kv_close, "vector-store/create": vectors_create, "vector-store/open": vectors_open,
    "vector-store/save": vectors_save, "%vector-store/add": vectors_add, "vector-store/delete": vectors_delete,
    "vector-store/count": vectors_count, "%vector-store/search": vectors_search,
}  # fmt: skip
GUESTS = frozenset(FUNCTIONS)
NEEDS: dict[str, Any] = {
    **dict.fromkeys("db/open kv/open kv/set kv/delete".split(), BOTH),
    "vector-store/open": "file-read", "vector-store/save": "file-write",
}  # fmt: skip
