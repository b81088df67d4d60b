"""What is done with paths. Each begins at a directory that is open, and stays below it (paths.py)."""

from __future__ import annotations

import os
import stat as modes

from pyfront.wasm.wasi.errno import EXIST, INVAL, ISDIR, NOENT, NOTCAPABLE, NOTDIR, Failure
from pyfront.wasm.wasi.fd_calls import new_times
from pyfront.wasm.wasi.files import Directory, HostFile
from pyfront.wasm.wasi.layout import (
    APPEND,
    CREAT,
    DIRECTORY,
    DSYNC,
    EXCL,
    FD_READ,
    FD_WRITE,
    FOLLOW,
    NONBLOCK,
    RIGHTS,
    RSYNC,
    SYNC,
    TRUNC,
    filestat,
    filetype,
    rights,
)
from pyfront.wasm.wasi.paths import resolve
from pyfront.wasm.wasi.registry import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.wasi.descriptors import Descriptor
    from pyfront.wasm.wasi.imports import Wasi
    from pyfront.wasm.wasi.layout import Guest
    from pyfront.wasm.wasi.paths import Place

_READING = rights("FD_READ FD_READDIR")
_WRITING = rights("FD_WRITE FD_ALLOCATE FD_FILESTAT_SET_SIZE")
_O_SYNC = getattr(os, "O_SYNC", 0)
_O_DSYNC = getattr(os, "O_DSYNC", _O_SYNC)
_O_RSYNC = getattr(os, "O_RSYNC", _O_SYNC)


def _is_directory(place: Place) -> bool | None:
    """None: there is nothing of that name. A link is no directory."""
    try:
        return modes.S_ISDIR(place.dir.stat(place.name).st_mode)
    except FileNotFoundError:
        return None


@call("iii")
def path_create_directory(w: Wasi, g: Guest, fd: int, path: int, size: int) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_CREATE_DIRECTORY"])
    with resolve(d.directory, g.path(path, size)) as place:
        if place.name == ".":
            raise Failure(EXIST)
        place.dir.mkdir(place.name)


@call("iiiii")
def path_filestat_get(w: Wasi, g: Guest, fd: int, flags: int, path: int, size: int, result: int) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_FILESTAT_GET"])
    with resolve(d.directory, g.path(path, size), bool(flags & FOLLOW), slash_follows=True) as place:
        s = place.dir.stat(place.name)
    if place.slash and not modes.S_ISDIR(s.st_mode):
        raise Failure(NOTDIR)
    g.put(result, filestat(s, filetype(s.st_mode), w.unstable))


@call("iiiiIIi")
def path_filestat_set_times(
    w: Wasi, g: Guest, fd: int, flags: int, path: int, size: int, access: int, modification: int, times: int
) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_FILESTAT_SET_TIMES"])
    with resolve(d.directory, g.path(path, size), bool(flags & FOLLOW), slash_follows=True) as place:
        s = place.dir.stat(place.name)
        if place.slash and not modes.S_ISDIR(s.st_mode):
            raise Failure(NOTDIR)
        new = new_times(lambda: (s.st_atime_ns, s.st_mtime_ns), access, modification, times)
        if new is not None:
            place.dir.utime(place.name, new)


@call("iiiiiii")
def path_link(
    w: Wasi, g: Guest, old_fd: int, flags: int, old: int, old_size: int, new_fd: int, new: int, new_size: int
) -> None:
    source = w.table.directory(old_fd, RIGHTS["PATH_LINK_SOURCE"])
    target = w.table.directory(new_fd, RIGHTS["PATH_LINK_TARGET"])
    with (
        resolve(source.directory, g.path(old, old_size), bool(flags & FOLLOW)) as a,
        resolve(target.directory, g.path(new, new_size)) as b,
    ):
        _need_directory_before_slash(a)
        if b.slash:
            kind = _is_directory(b)
            raise Failure(NOENT if kind is None else EXIST if kind else NOTDIR)
        a.dir.hard_link(a.name, b.dir, b.name)


@call("iiiiiIIii")
def path_open(
    w: Wasi, g: Guest, fd: int, look: int, path: int, size: int, how: int, base: int, inheriting: int, flags: int, result: int
) -> None:
    needed = RIGHTS["PATH_OPEN"]
    needed |= RIGHTS["PATH_CREATE_FILE"] if how & CREAT else 0
    needed |= RIGHTS["PATH_FILESTAT_SET_SIZE"] if how & TRUNC else 0
    d = w.table.directory(fd, needed)
    passed_on = base | inheriting
    passed_on |= RIGHTS["FD_DATASYNC"] if flags & (DSYNC | RSYNC) else 0
    passed_on |= RIGHTS["FD_SYNC"] if flags & SYNC else 0
    if passed_on & ~d.inheriting:
        raise Failure(NOTCAPABLE)
    if how & ~15 or flags & ~31 or (how & CREAT and how & DIRECTORY):
        raise Failure(INVAL)
    g.check(result, 4)
    w.table.room()
    follow = bool(look & FOLLOW) and how & (CREAT | EXCL) != CREAT | EXCL
    with resolve(d.directory, g.path(path, size), follow, slash_follows=not how & CREAT) as place:
        opened = _open(place, how, base, inheriting, flags)
    try:
        g.put_u32(result, w.table.add(opened))
    except BaseException:
        opened.close()
        raise


def _open(place: Place, how: int, base: int, inheriting: int, flags: int) -> Descriptor:
    if place.slash and how & CREAT:
        raise Failure(ISDIR)
    writing = bool(base & _WRITING)
    mode = os.O_RDWR if writing and base & _READING else os.O_WRONLY if writing else os.O_RDONLY
    if how & TRUNC and not writing:
        mode = os.O_RDWR if base & _READING else os.O_WRONLY
    mode |= (os.O_CREAT if how & CREAT else 0) | (os.O_EXCL if how & CREAT and how & EXCL else 0)
    mode |= (os.O_TRUNC if how & TRUNC else 0) | (os.O_APPEND if flags & APPEND else 0)
    mode |= (_O_SYNC if flags & SYNC else 0) | (_O_DSYNC if flags & DSYNC else 0) | (_O_RSYNC if flags & RSYNC else 0)
    opened = place.dir.open(place.name, mode, bool(how & DIRECTORY) or place.slash)
    if not isinstance(opened, int):
        return Directory(opened, base, inheriting)
    try:
        file = HostFile(opened, flags & ~NONBLOCK, base & (~0 if writing else ~FD_WRITE) & (~0 if base & _READING else ~FD_READ))
        if flags & NONBLOCK:
            file.set_flags(flags)
        return file
    except BaseException:
        os.close(opened)
        raise


@call("iiiiii")
def path_readlink(w: Wasi, g: Guest, fd: int, path: int, size: int, buffer: int, room: int, result: int) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_READLINK"])
    g.check(buffer, room)
    g.check(result, 4)
    with resolve(d.directory, g.path(path, size)) as place:
        if place.slash:
            raise Failure(INVAL if _is_directory(place) else NOTDIR)
        text = os.fsencode(place.dir.read_link(place.name))[:room]
    g.put(buffer, text)
    g.put_u32(result, len(text))


@call("iii")
def path_remove_directory(w: Wasi, g: Guest, fd: int, path: int, size: int) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_REMOVE_DIRECTORY"])
    with resolve(d.directory, g.path(path, size)) as place:
        if place.name == ".":
            raise Failure(INVAL)
        place.dir.rmdir(place.name)


@call("iiiiii")
def path_rename(w: Wasi, g: Guest, fd: int, old: int, old_size: int, new_fd: int, new: int, new_size: int) -> None:
    source = w.table.directory(fd, RIGHTS["PATH_RENAME_SOURCE"])
    target = w.table.directory(new_fd, RIGHTS["PATH_RENAME_TARGET"])
    with (
        resolve(source.directory, g.path(old, old_size)) as a,
        resolve(target.directory, g.path(new, new_size)) as b,
    ):
        _need_directory_before_slash(a)
        if b.slash and (_is_directory(b) is False or not _is_directory(a)):
            raise Failure(NOTDIR)
        a.dir.rename(a.name, b.dir, b.name)


def _need_directory_before_slash(place: Place) -> None:
    if place.slash and not _is_directory(place):
        raise Failure(NOENT if _is_directory(place) is None else NOTDIR)


@call("iiiii")
def path_symlink(w: Wasi, g: Guest, text: int, text_size: int, fd: int, path: int, size: int) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_SYMLINK"])
    target = g.path(text, text_size)
    if not target:
        raise Failure(NOENT)
    if target[0] == "/" or (os.name == "nt" and ("\\" in target or ":" in target)):
        raise Failure(NOTCAPABLE)
    with resolve(d.directory, g.path(path, size)) as place:
        if place.slash:
            kind = _is_directory(place)
            raise Failure(NOENT if kind is None else EXIST if kind else NOTDIR)
        place.dir.symlink(target, place.name)


@call("iii")
def path_unlink_file(w: Wasi, g: Guest, fd: int, path: int, size: int) -> None:
    d = w.table.directory(fd, RIGHTS["PATH_UNLINK_FILE"])
    with resolve(d.directory, g.path(path, size)) as place:
        if place.slash:
            kind = _is_directory(place)
            raise Failure(NOENT if kind is None else ISDIR if kind else NOTDIR)
        place.dir.unlink(place.name)
