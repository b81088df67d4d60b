"""Functions of the library that are functions of Python: paths, files, the process. ``NEEDS``: the capabilities."""

from __future__ import annotations

import os
import os.path as paths

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# ---------------------------------------------------------------- paths: text only


def path_join(*parts: str) -> str:
    return paths.join(*parts) if parts else ""


def path_dir(path: str) -> str:
    return paths.dirname(path)


def path_filename(path: str) -> str:
    return paths.basename(path.rstrip("/"))


def path_extension(path: str) -> str:
    return paths.splitext(paths.basename(path))[1][1:]


def path_stem(path: str) -> str:
    return paths.splitext(paths.basename(path))[0]


def path_is_absolute(path: str) -> bool:
    return paths.isabs(path)


def path_absolute(path: str) -> str:
    return paths.abspath(path)


def path_relative_to(base: str, path: str) -> str:
    return paths.relpath(path, base)


def path_within(base: str, path: str) -> bool:
    base, path = paths.abspath(base), paths.abspath(path)
    return path == base or path.startswith(base.rstrip("/") + "/")


# ---------------------------------------------------------------- files


def _done(path: str, who: str, error: Exception) -> Exception:
    from pyfront.errors import FileError

    reason = getattr(error, "strerror", None) or str(error)
    return FileError(f"{who} {path}: {reason}")


def file_read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except (OSError, UnicodeError) as error:
        raise _done(path, "file/read", error) from None


def file_read_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise _done(path, "file/read-bytes", error) from None


def file_read_lines(path: str) -> list[str]:
    lines = file_read(path).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return [line[:-1] if line.endswith("\r") else line for line in lines]


def _write(path: str, mode: str, data: bytes, who: str) -> None:
    try:
        with open(path, mode) as stream:
            stream.write(data)
    except OSError as error:
        raise _done(path, who, error) from None


def _text(x: Any) -> str:
    from pyfront.sema.printing import shown

    return shown(x, False)


def file_write(path: str, text: Any) -> None:
    _write(path, "wb", _text(text).encode(), "file/write")


def file_append(path: str, text: Any) -> None:
    _write(path, "ab", _text(text).encode(), "file/append")


def file_write_bytes(path: str, data: Any) -> None:
    _write(path, "wb", bytes(data), "file/write-bytes")


def file_write_lines(path: str, lines: list[Any]) -> None:
    _write(path, "wb", "\n".join(map(_text, lines)).encode(), "file/write-lines")


def file_delete(path: str) -> None:
    try:
        os.remove(path)
    except OSError as error:
        raise _done(path, "file/delete", error) from None


def file_rename(path: str, new: str) -> None:
    try:
        os.rename(path, new)
    except OSError as error:
        raise _done(path, "file/rename", error) from None


def file_copy(path: str, new: str) -> None:
    import shutil

    try:
        shutil.copyfile(path, new)
    except OSError as error:
        raise _done(path, "file/copy", error) from None


def file_mkdir(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise _done(path, "file/mkdir", error) from None


def file_list(path: str) -> list[str]:
    try:
        return sorted(os.listdir(path))
    except OSError as error:
        raise _done(path, "file/list", error) from None


def file_glob(pattern: str) -> list[str]:
    from glob import glob

    return sorted(glob(pattern, recursive=True))


def file_exists(path: str) -> bool:
    return paths.exists(path)


def file_is_file(path: str) -> bool:
    return paths.isfile(path)


def file_is_directory(path: str) -> bool:
    return paths.isdir(path)


def file_is_symlink(path: str) -> bool:
    return paths.islink(path)


def file_info(path: str) -> dict[Any, Any]:
    try:
        found = os.stat(path)
    except OSError as error:
        raise _done(path, "file/info", error) from None
    return {
        Keyword("size"): found.st_size, Keyword("is-dir"): paths.isdir(path), Keyword("is-file"): paths.isfile(path),
        Keyword("modified"): int(found.st_mtime * 1000),
    }  # fmt: skip


# ---------------------------------------------------------------- process


def sys_platform() -> str:
    import sys

    return {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)


def sys_arch() -> str:
    import platform

    return {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())


def sys_temp_dir() -> str:
    import tempfile

    return tempfile.gettempdir()


def sys_home_dir() -> str:
    return paths.expanduser("~")


def sys_config_dir() -> str:
    return os.environ.get("XDG_CONFIG_HOME") or paths.expanduser("~/.config")


def sys_hostname() -> str:
    import socket

    return socket.gethostname()


def sys_user() -> str:
    import getpass

    return getpass.getuser()


def sys_which(name: str) -> Any:
    import shutil

    return shutil.which(name)


def sys_env_all() -> dict[Any, str]:
    return {Keyword(name): value for name, value in os.environ.items()}


def sys_set_env(name: str, value: str) -> None:
    os.environ[name] = value


def shell_quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


FUNCTIONS: dict[str, Any] = {
    "path/join": path_join, "path/dir": path_dir, "path/dirname": path_dir, "path/filename": path_filename,
    "path/basename": path_filename, "path/extension": path_extension, "path/ext": path_extension, "path/stem": path_stem,
    "path/absolute?": path_is_absolute, "path/absolute": path_absolute, "path/canonicalize": paths.realpath,
    "path/relative-to": path_relative_to, "path/within?": path_within, "file/read": file_read,
    "file/read-bytes": file_read_bytes, "file/read-lines": file_read_lines, "file/write": file_write,
    "file/append": file_append, "file/write-bytes": file_write_bytes, "file/write-lines": file_write_lines,
    "file/delete": file_delete, "file/rename": file_rename, "file/copy": file_copy, "file/mkdir": file_mkdir,
    "file/list": file_list, "file/glob": file_glob, "file/exists?": file_exists, "file/is-file?": file_is_file,
    "file/is-directory?": file_is_directory, "file/is-symlink?": file_is_symlink, "file/info": file_info,
    "sys/platform": sys_platform, "sys/os": sys_platform, "sys/arch": sys_arch, "sys/cwd": os.getcwd, "sys/pid": os.getpid,
    "sys/temp-dir": sys_temp_dir, "sys/home-dir": sys_home_dir, "sys/config-dir": sys_config_dir,
    "sys/hostname": sys_hostname, "sys/user": sys_user, "sys/which": sys_which, "sys/env-all": sys_env_all,
    "sys/set-env": sys_set_env, "shell/quote": shell_quote,
}  # fmt: skip

_READ = "read read-bytes read-lines list glob exists? is-file? is-directory? is-symlink? info"
_WRITE = "write append write-bytes write-lines delete rename copy mkdir"
NEEDS: dict[str, str] = {
    **{f"file/{name}": "file-read" for name in _READ.split()},
    **{f"file/{name}": "file-write" for name in _WRITE.split()},
    **dict.fromkeys("path/absolute path/canonicalize path/relative-to path/within? sys/which sys/cwd".split(), "file-read"),
    **dict.fromkeys("sys/home-dir sys/config-dir sys/hostname sys/user sys/env-all sys/set-env sys/pid".split(), "env"),
}  # fmt: skip

