"""Directories of the host, and the walk along a guest's path that never leaves the one where it begins.

A path is walked name by name. Each name is opened relative to its parent without following symbolic links; where one is
a link, its text is put in front of the rest of the path. ``..`` goes back to the descriptor that the walk has come
through and never asks the host. So neither what links say nor what is moved meanwhile leads outside (``FdDir``).
Where the host cannot open relative to a directory (Windows), names are looked at before they are used, which other
programs of the host that replace directories by links at the right moment can circumvent (``PathDir``); the guest, which
does one thing at a time, cannot.
"""

from __future__ import annotations

import errno
import os
import stat as modes

from pyfront.wasm.wasi.errno import INVAL, LOOP, NAMETOOLONG, NOENT, NOTCAPABLE, NOTDIR, Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

MAX_LINKS = 40  # that are followed on the way, as on Linux
MAX_DEPTH = 256  # directories that the walk is in at once
_COMMON = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_OPEN = _COMMON | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0)
_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
_STEP = _COMMON | _DIRECTORY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_PATH", 0)
_DEVICES = frozenset(["CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in "123456789¹²³")])
HAS_DIR_FD = bool(_DIRECTORY) and {os.open, os.stat, os.readlink, os.mkdir, os.unlink, os.rename} <= os.supports_dir_fd


class Link(Exception):
    """A name is a symbolic link with this text."""

    def __init__(self, text: str) -> None:
        self.text = text


class FdDir:
    """A directory by a descriptor of the host."""

    __slots__ = ("fd",)

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def close(self) -> None:
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)

    def child(self, name: str) -> FdDir:
        try:
            return FdDir(os.open(name, _STEP, dir_fd=self.fd))
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP, errno.EMLINK):
                raise
            text = self.link(name)
            if text is None:
                raise Failure(NOTDIR) from None
            raise Link(text) from None

    def link(self, name: str) -> str | None:
        """The text of a symbolic link; None if it is none or does not exist."""
        try:
            return os.readlink(name, dir_fd=self.fd)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOENT):
                return None
            raise

    def open(self, name: str, flags: int, directory: bool) -> int | FdDir:
        fd = os.open(name, flags | _OPEN | (_DIRECTORY if directory else 0), 0o666, dir_fd=self.fd)
        try:
            mode = os.fstat(fd).st_mode
            if not modes.S_ISREG(mode) and not modes.S_ISDIR(mode):
                os.set_blocking(fd, True)  # O_NONBLOCK was for opening only
        except BaseException:
            os.close(fd)
            raise
        return FdDir(fd) if modes.S_ISDIR(mode) else fd

    def stat(self, name: str) -> os.stat_result:
        return os.stat(name, dir_fd=self.fd, follow_symlinks=False)

    def own_stat(self) -> os.stat_result:
        return os.fstat(self.fd)

    def read_link(self, name: str) -> str:
        return os.readlink(name, dir_fd=self.fd)

    def mkdir(self, name: str) -> None:
        os.mkdir(name, 0o777, dir_fd=self.fd)

    def rmdir(self, name: str) -> None:
        os.rmdir(name, dir_fd=self.fd)

    def unlink(self, name: str) -> None:
        os.unlink(name, dir_fd=self.fd)

    def symlink(self, text: str, name: str) -> None:
        os.symlink(text, name, dir_fd=self.fd)

    def utime(self, name: str, times: tuple[int, int]) -> None:
        os.utime(name, ns=times, dir_fd=self.fd, follow_symlinks=False)

    def own_utime(self, times: tuple[int, int]) -> None:
        os.utime(self.fd, ns=times)

    def sync(self) -> None:
        os.fsync(self.fd)

    def scan(self) -> Any:
        return os.scandir(self.fd)

    def rename(self, name: str, to: Dir, new: str) -> None:
        assert isinstance(to, FdDir)
        os.rename(name, new, src_dir_fd=self.fd, dst_dir_fd=to.fd)

    def hard_link(self, name: str, to: Dir, new: str) -> None:
        assert isinstance(to, FdDir)
        os.link(name, new, src_dir_fd=self.fd, dst_dir_fd=to.fd, follow_symlinks=False)


class PathDir:
    """A directory by its path."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def close(self) -> None:
        pass

    def at(self, name: str) -> str:
        if os.name == "nt" and name not in (".", ".."):
            # names that mean something else than an entry of this directory
            if any(c in name for c in '\\:*?"<>|') or name[-1:] in ". " or name.split(".")[0].rstrip().upper() in _DEVICES:
                raise Failure(NOENT)
        return os.path.join(self.path, name)

    def child(self, name: str) -> PathDir:
        path = self.at(name)
        s = os.lstat(path)
        if _is_link(s):
            raise Link(os.readlink(path))
        if not modes.S_ISDIR(s.st_mode):
            raise Failure(NOTDIR)
        return PathDir(path)

    def link(self, name: str) -> str | None:
        path = self.at(name)
        try:
            return os.readlink(path) if _is_link(os.lstat(path)) else None
        except FileNotFoundError:
            return None

    def open(self, name: str, flags: int, directory: bool) -> int | PathDir:
        path = self.at(name)
        try:
            s = os.lstat(path)
        except FileNotFoundError:
            if directory or not flags & os.O_CREAT:
                raise
            return os.open(path, flags | _OPEN, 0o666)
        if flags & os.O_CREAT and flags & os.O_EXCL:
            raise FileExistsError(errno.EEXIST, "exists")
        if _is_link(s):
            raise Failure(LOOP)
        if modes.S_ISDIR(s.st_mode):
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                raise IsADirectoryError(errno.EISDIR, "is a directory")
            return PathDir(path)
        if directory:
            raise Failure(NOTDIR)
        return os.open(path, flags | _OPEN, 0o666)

    def stat(self, name: str) -> os.stat_result:
        return os.lstat(self.at(name))

    def own_stat(self) -> os.stat_result:
        return os.stat(self.path)

    def read_link(self, name: str) -> str:
        return os.readlink(self.at(name))

    def mkdir(self, name: str) -> None:
        os.mkdir(self.at(name))

    def rmdir(self, name: str) -> None:
        os.rmdir(self.at(name))

    def unlink(self, name: str) -> None:
        if modes.S_ISDIR(self.stat(name).st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        os.unlink(self.at(name))

    def symlink(self, text: str, name: str) -> None:
        os.symlink(text, self.at(name))

    def utime(self, name: str, times: tuple[int, int]) -> None:
        path = self.at(name)
        if os.utime in os.supports_follow_symlinks:
            os.utime(path, ns=times, follow_symlinks=False)
        elif _is_link(os.lstat(path)):
            raise Failure(LOOP)
        else:
            os.utime(path, ns=times)

    def own_utime(self, times: tuple[int, int]) -> None:
        os.utime(self.path, ns=times)

    def sync(self) -> None:
        pass

    def scan(self) -> Any:
        return os.scandir(self.path)

    def rename(self, name: str, to: Dir, new: str) -> None:
        assert isinstance(to, PathDir)
        os.replace(self.at(name), to.at(new))

    def hard_link(self, name: str, to: Dir, new: str) -> None:
        assert isinstance(to, PathDir)
        if os.link in os.supports_follow_symlinks:
            os.link(self.at(name), to.at(new), follow_symlinks=False)
        elif _is_link(self.stat(name)):
            raise Failure(INVAL)
        else:
            os.link(self.at(name), to.at(new))


if TYPE_CHECKING:
    Dir = FdDir | PathDir


def _is_link(s: os.stat_result) -> bool:
    """Symbolic links, and what else leads elsewhere on Windows."""
    return modes.S_ISLNK(s.st_mode) or bool(getattr(s, "st_reparse_tag", 0))


def open_directory(path: str | os.PathLike[str], portable: bool = False) -> Dir:
    """A directory of the host, for preopening. Its path may have links."""
    if HAS_DIR_FD and not portable:
        return FdDir(os.open(path, os.O_RDONLY | _DIRECTORY | _COMMON))
    if not os.path.isdir(path):
        raise NotADirectoryError(errno.ENOTDIR, "not a directory", os.fspath(path))
    return PathDir(os.path.realpath(path))


class Place:
    """Where a path leads: a name in a directory. ``slash``: the path ends with one, so only a directory is meant."""

    __slots__ = ("dir", "name", "slash", "_passed")

    def __init__(self, passed: list[Dir], name: str, slash: bool) -> None:
        self.dir = passed[-1]
        self.name = name
        self.slash = slash
        self._passed = passed

    def __enter__(self) -> Place:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _close(self._passed)


def resolve(root: Dir, path: str, follow: bool = False, slash_follows: bool = False) -> Place:
    """``follow``: also a link that is the last name; ``slash_follows``: such a one if a slash is behind it."""
    passed = [root]
    try:
        name, slash = _walk(passed, path, follow, slash_follows)
    except BaseException:
        _close(passed)
        raise
    return Place(passed, name, slash)


def _close(passed: list[Dir]) -> None:
    while len(passed) > 1:
        passed.pop().close()


def _names(path: str) -> list[str]:
    """Of a relative path, last one first."""
    if not path:
        raise Failure(NOENT)
    if path[0] == "/" or (os.name == "nt" and path[0] == "\\"):
        raise Failure(NOTCAPABLE)
    names = [name for name in path.split("/") if name not in ("", ".")]
    names.reverse()
    return names


def _walk(passed: list[Dir], path: str, follow: bool, slash_follows: bool) -> tuple[str, bool]:
    todo = _names(path)
    slash = path.endswith("/")
    inside = path.endswith("/.")  # means the directory itself, as "." does
    links = 0
    while todo:
        name = todo.pop()
        if name == "..":
            if len(passed) == 1:
                raise Failure(NOTCAPABLE)
            passed.pop().close()
            continue
        text: str | None
        if todo or inside:
            try:
                if len(passed) >= MAX_DEPTH:
                    raise Failure(NAMETOOLONG)
                passed.append(passed[-1].child(name))
                continue
            except Link as link:
                text = link.text
        else:
            text = passed[-1].link(name) if follow or (slash and slash_follows) else None
            if text is None:
                return name, slash
            slash = slash or text.endswith("/")
            inside = text.endswith("/.")
        links += 1
        if links > MAX_LINKS:
            raise Failure(LOOP)
        todo += _names(text)
    return ".", slash
