"""Functions of the library that are functions of Python: archives of files, by zipfile and tarfile."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest

BOTH = ("file-read", "file-write")


def _is_inside(folder: str, name: str) -> bool:
    """May the name not lead out of the folder?"""
    from os.path import abspath, isabs, join

    return not isabs(name) and (abspath(join(folder, name)) + "/").startswith(abspath(folder).rstrip("/") + "/")


def zip_create(guest: Guest, path: str, files: list[str]) -> int:
    from os.path import basename
    from zipfile import ZIP_DEFLATED, ZipFile

    try:
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, basename(file))
    except OSError as error:
        raise guest.failed(f"zip/create {path}: {error}") from None
    return len(files)


def _zip(guest: Guest, who: str, path: str) -> Any:
    from zipfile import BadZipFile, ZipFile

    try:
        return ZipFile(path)
    except (OSError, BadZipFile) as error:
        raise guest.failed(f"{who} {path}: {error}") from None


def zip_list(guest: Guest, path: str) -> list[str]:
    with _zip(guest, "zip/list", path) as archive:
        return list(archive.namelist())


def zip_extract(guest: Guest, path: str, folder: str) -> int:
    from zipfile import BadZipFile

    with _zip(guest, "zip/extract", path) as archive:
        names = [name for name in archive.namelist() if _is_inside(folder, name)]
        try:
            archive.extractall(folder, names)
        except (OSError, BadZipFile) as error:
            raise guest.failed(f"zip/extract {path}: {error}") from None
    return len(names)


def tar_create(guest: Guest, path: str, files: list[str]) -> int:
    import tarfile
    from os.path import basename

    try:
        with tarfile.open(path, "w:gz" if path.endswith((".tar.gz", ".tgz")) else "w") as archive:
            for file in files:
                archive.add(file, basename(file), recursive=False)
    except OSError as error:
        raise guest.failed(f"tar/create {path}: {error}") from None
    return len(files)


def tar_extract(guest: Guest, path: str, folder: str) -> int:
    """Files and directories only: links and devices are left where they are."""
    import os
    import shutil
    import tarfile

    count = 0
    try:
        with tarfile.open(path) as archive:
            for one in archive:
                file = archive.extractfile(one) if one.isfile() else None
                if not (file or one.isdir()) or not _is_inside(folder, one.name):
                    continue
                target = os.path.join(folder, one.name)
                os.makedirs(target if file is None else os.path.dirname(target), exist_ok=True)
                if file is not None:
                    with file, open(target, "wb") as out:
                        shutil.copyfileobj(file, out)
                count += 1
    except (OSError, tarfile.TarError) as error:
        raise guest.failed(f"tar/extract {path}: {error}") from None
    return count


FUNCTIONS: dict[str, Any] = {
    "zip/create": zip_create, "zip/list": zip_list, "zip/extract": zip_extract, "tar/create": tar_create,
    "tar/extract": tar_extract,
}  # fmt: skip
GUESTS = frozenset(FUNCTIONS)
NEEDS: dict[str, Any] = {**dict.fromkeys(FUNCTIONS, BOTH), "zip/list": "file-read"}
