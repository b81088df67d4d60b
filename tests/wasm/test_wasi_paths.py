"""Paths of WASI: what leads where, and that nothing leads out of a preopened directory."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyfront.wasm.wasi.layout import DIRECTORY_RIGHTS, FILE_RIGHTS, RIGHTS
from pyfront.wasm.wasi.paths import HAS_DIR_FD
from wasi_guest import CREAT, DIRECTORY, EXCL, OUT, TRUNC, Guest, Refused

pytestmark = pytest.mark.skipif(os.name != "posix", reason="makes symbolic links")
READ = FILE_RIGHTS & ~RIGHTS["FD_WRITE"] & ~RIGHTS["FD_ALLOCATE"] & ~RIGHTS["FD_FILESTAT_SET_SIZE"]


@pytest.fixture(params=[False, True], ids=["by descriptor", "by path"])
def portable(request: pytest.FixtureRequest) -> bool:
    if not request.param and not HAS_DIR_FD:
        pytest.skip("this host opens nothing relative to a directory")
    return bool(request.param)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """inside/ is preopened; secret is beside it."""
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "deep").write_bytes(b"secret")
    inside = tmp_path / "inside"
    (inside / "a" / "b").mkdir(parents=True)
    (inside / "file").write_bytes(b"plain")
    (inside / "a" / "b" / "file").write_bytes(b"deep")
    (inside / "empty").mkdir()
    return tmp_path


@pytest.fixture
def guest(world: Path, portable: bool) -> Iterator[Guest]:
    made = Guest(preopens={"/": world / "inside"}, portable_paths=portable)
    yield made
    made.wasi.close()


def refused(guest: Guest, *args: object, **options: object) -> str:
    with pytest.raises(Refused) as caught:
        guest.open(*args, **options)  # type: ignore[arg-type]
    return str(caught.value)


def refused_path(guest: Guest, *args: object) -> str:
    with pytest.raises(Refused) as caught:
        guest.path(*args)  # type: ignore[arg-type]
    return str(caught.value)


# ---------------------------------------------------------------- what leads where


@pytest.mark.parametrize(
    "path", ["a/b/file", "a//b/./file", "./a/b/file", "a/../a/b/file", "a/b/../b/file", "a/b/../../a/b/file", "empty/../a/b/file"]
)
def test_ways_to_a_file(guest: Guest, path: str) -> None:
    assert guest.content(path) == b"deep"


@pytest.mark.parametrize("path", [".", "./", "a/..", "a/b/../..", "a/b/../../."])
def test_ways_to_the_directory_itself(guest: Guest, path: str) -> None:
    opened = guest.open(path, DIRECTORY)
    assert [name for name, _, _ in guest.names(opened)] == [".", "..", "a", "empty", "file"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("", "NOENT"), ("nothing", "NOENT"), ("nothing/file", "NOENT"), ("file/x", "NOTDIR"), ("file/", "NOTDIR"), ("file/.", "NOTDIR"),
        ("file/..", "NOTDIR"), ("file\0", "INVAL"), (b"\xff", "ILSEQ"), ("x" * 300, "NAMETOOLONG"), ("x/" * 2050, "NAMETOOLONG"),
        ("a/b/file/..", "NOTDIR"), ("nothing/..", "NOENT"),
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere(guest: Guest, path: str | bytes, code: str) -> None:
    assert refused(guest, path, base=READ) == code


def test_links_are_followed_when_asked_for(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    (inside / "link").symlink_to("a/b/file")
    (inside / "a" / "up").symlink_to("../file")
    (inside / "dir").symlink_to("a/b/")
    (inside / "chain").symlink_to("link")
    (inside / "dangling").symlink_to("nothing")
    (inside / "slash").symlink_to("file/")
    assert guest.content("link", follow=True) == b"deep"
    assert guest.content("chain", follow=True) == b"deep"
    assert guest.content("a/up", follow=True) == b"plain"
    assert guest.content("dir/file") == b"deep"
    assert guest.content("dir/../../file") == b"plain"
    assert refused(guest, "link", base=READ) == "LOOP"
    assert refused(guest, "dangling", base=READ, follow=True) == "NOENT"
    assert refused(guest, "slash", base=READ, follow=True) == "NOTDIR"
    assert guest.open("dir/", base=0)
    assert refused(guest, "dir", DIRECTORY) in ("NOTDIR", "LOOP")
    guest.open("dangling", CREAT, follow=True)
    assert (inside / "nothing").exists()
    assert refused(guest, "link", CREAT | EXCL, follow=True) == "EXIST"


def test_circles_of_links_end(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    (inside / "self").symlink_to("self")
    (inside / "x").symlink_to("y/z")
    (inside / "y").symlink_to("x")
    (inside / "grows").symlink_to("grows/" * 600)
    for path in ("self", "self/file", "x", "y/file", "grows"):
        assert refused(guest, path, base=READ, follow=True) == "LOOP"


def test_deep_directories(guest: Guest, world: Path) -> None:
    at = world / "inside"
    for _ in range(200):
        at = at / "d"
        at.mkdir()
    (at / "file").write_bytes(b"down")
    assert guest.content("d/" * 200 + "file") == b"down"
    assert refused(guest, "d/../" * 10 + "d/" * 300, base=0) in ("NOENT", "NAMETOOLONG")
    assert guest.content("d/../" * 700 + "file") == b"plain"


# ---------------------------------------------------------------- attacks


@pytest.mark.parametrize(
    "path",
    ["../secret", "..", "../", "../inside/file", "a/../../secret", "a/b/../../../secret", "./../secret", "/etc/passwd", "/", "//",
     "/file", "a/../..", "empty/../../secrets/deep", "a/b/../.././../secret"],
)  # fmt: skip
def test_no_path_leads_out(guest: Guest, world: Path, path: str) -> None:
    before = sorted(p.relative_to(world) for p in world.rglob("*"))
    assert refused(guest, path, base=READ) == "NOTCAPABLE"
    assert refused(guest, path, CREAT) == "NOTCAPABLE"
    for name, args in PATH_CALLS.items():
        assert refused_path(guest, name, *(path if a is None else a for a in args)) == "NOTCAPABLE", name
    assert sorted(p.relative_to(world) for p in world.rglob("*")) == before
    assert (world / "secret").read_bytes() == b"secret"


# None stands for the path.
PATH_CALLS: dict[str, tuple[object, ...]] = {
    "path_create_directory": (3, None),
    "path_filestat_get": (3, 1, None, OUT),
    "path_filestat_set_times": (3, 1, None, 0, 0, 5),
    "path_link": (3, 0, None, 3, "new"),
    "path_readlink": (3, None, OUT, 64, OUT + 64),
    "path_remove_directory": (3, None),
    "path_rename": (3, None, 3, "new"),
    "path_symlink": ("text", 3, None),
    "path_unlink_file": (3, None),
}


def test_nor_as_the_second_path(guest: Guest, world: Path) -> None:
    for path in ("../new", "a/../../new", "/tmp/new"):
        assert refused_path(guest, "path_rename", 3, "file", 3, path) == "NOTCAPABLE"
        assert refused_path(guest, "path_link", 3, 0, "file", 3, path) == "NOTCAPABLE"
    assert not (world / "new").exists()


@pytest.mark.parametrize("text", ["../secret", "../../secret", "a/../../secret", "/etc/passwd", "/", "..", "../", "a/up/../../secret"])
def test_no_link_leads_out(guest: Guest, world: Path, text: str) -> None:
    inside = world / "inside"
    (inside / "link").symlink_to(text)
    (inside / "a" / "up").symlink_to("..")
    (inside / "a" / "over").symlink_to("up/" + text if text[0] != "/" else text)
    (inside / "twice").symlink_to("link")
    before = sorted(p.relative_to(world) for p in world.rglob("*"))
    for path in ("link", "twice", "a/over", "link/", "link/deep", "link/secret", "link/../secret", "link/x/y"):
        for how, base in ((0, READ), (CREAT, FILE_RIGHTS), (TRUNC, READ), (DIRECTORY, 0)):
            if path == "link/" and how & CREAT:
                continue
            assert refused(guest, path, how, base, follow=True) == "NOTCAPABLE", (path, how)
        assert refused_path(guest, "path_filestat_get", 3, 1, path, OUT) == "NOTCAPABLE"
        assert refused_path(guest, "path_filestat_set_times", 3, 1, path, 0, 0, 5) == "NOTCAPABLE"
        assert refused_path(guest, "path_link", 3, 1, path, 3, "new") in ("NOTCAPABLE", "NOTDIR")
    for name in ("path_create_directory", "path_unlink_file", "path_remove_directory"):
        assert refused_path(guest, name, 3, "link/x") == "NOTCAPABLE"
    assert refused_path(guest, "path_rename", 3, "file", 3, "link/x") == "NOTCAPABLE"
    assert refused_path(guest, "path_symlink", "t", 3, "link/x") == "NOTCAPABLE"
    assert sorted(p.relative_to(world) for p in world.rglob("*")) == before
    assert (world / "secret").read_bytes() == b"secret"


def test_a_trailing_slash_does_not_follow_a_link_out(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    (inside / "out").symlink_to("../secrets")
    (inside / "new").symlink_to("../made")
    assert refused_path(guest, "path_create_directory", 3, "new/") == "EXIST"
    assert refused_path(guest, "path_remove_directory", 3, "out/") == "NOTDIR"
    assert refused_path(guest, "path_unlink_file", 3, "out/") == "NOTDIR"
    assert refused_path(guest, "path_rename", 3, "empty", 3, "out/") == "NOTDIR"
    assert refused_path(guest, "path_rename", 3, "out/", 3, "x") == "NOTDIR"
    assert refused_path(guest, "path_symlink", "t", 3, "new/") == "NOTDIR"
    assert refused_path(guest, "path_link", 3, 0, "file", 3, "new/") == "NOTDIR"
    assert refused_path(guest, "path_readlink", 3, "out/", OUT, 64, OUT + 64) == "NOTDIR"
    assert not (world / "made").exists()
    assert (world / "secrets" / "deep").exists()


def test_the_guest_makes_no_link_to_an_absolute_path(guest: Guest, world: Path) -> None:
    assert refused_path(guest, "path_symlink", "/etc/passwd", 3, "link") == "NOTCAPABLE"
    guest.path("path_symlink", "../secret", 3, "link")  # this one is text, until somebody follows it
    assert refused(guest, "link", base=READ, follow=True) == "NOTCAPABLE"


def test_a_link_of_a_link_stays_a_link(guest: Guest, world: Path) -> None:
    (world / "inside" / "out").symlink_to("../secret")
    guest.path("path_link", 3, 0, "out", 3, "again")
    assert os.readlink(world / "inside" / "again") == "../secret"
    assert refused(guest, "again", base=READ, follow=True) == "NOTCAPABLE"


def test_a_directory_moved_while_it_is_open(world: Path) -> None:
    """The classic way out: a directory that is open is moved up, then .. from there is tried."""
    guest = Guest(preopens={"/": world / "inside"})
    deep = guest.open("a/b", DIRECTORY)
    assert refused(guest, "../file", base=READ, fd=deep) == "NOTCAPABLE"
    guest.path("path_rename", 3, "a/b", 3, "b")
    assert guest.content("file", fd=deep) == b"deep"
    assert refused(guest, "../secret", base=READ, fd=deep) == "NOTCAPABLE"
    os.rename(world / "inside" / "b", world / "moved")  # by the host, to the outside
    assert refused(guest, "../secret", base=READ, fd=deep) == "NOTCAPABLE"
    guest.wasi.close()


@pytest.mark.skipif(not HAS_DIR_FD, reason="races are covered only where the host opens relative to directories")
@pytest.mark.parametrize("call", ["open", "create", "stat", "unlink", "mkdir", "rename"])
def test_a_race_for_a_link(world: Path, call: str) -> None:
    """Another process turns a directory into a link outside and back while the guest walks through it."""
    inside = world / "inside"
    (inside / "real").mkdir()
    (inside / "real" / "deep").write_bytes(b"inside")
    (inside / "gate").symlink_to("../secrets")
    guest = Guest(preopens={"/": inside})
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():  # exchanges the two names by way of a third
            os.rename(inside / "gate", inside / "other")
            os.rename(inside / "real", inside / "gate")
            os.rename(inside / "gate", inside / "real")
            os.rename(inside / "other", inside / "gate")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for number in range(400):
            try:
                if call == "open":
                    assert guest.content("gate/deep") == b"inside"
                elif call == "create":
                    guest.do("fd_close", guest.open(f"gate/new{number}", CREAT))
                elif call == "stat":
                    guest.path("path_filestat_get", 3, 1, "gate/deep", OUT)
                    assert guest.u64(OUT + 32) == len(b"inside")
                elif call == "unlink":
                    guest.path("path_unlink_file", 3, "gate/deep")
                elif call == "mkdir":
                    guest.path("path_create_directory", 3, f"gate/d{number}")
                else:
                    guest.path("path_rename", 3, "file", 3, "gate/deep")
            except Refused as refusal:
                assert str(refusal) in ("NOTCAPABLE", "NOENT", "NOTDIR", "LOOP", "EXIST")  # noqa: PT017
    finally:
        stop.set()
        thread.join()
        guest.wasi.close()
    assert sorted(os.listdir(world / "secrets")) == ["deep"]
    assert (world / "secrets" / "deep").read_bytes() == b"secret"


def test_a_directory_that_can_only_be_read(world: Path, portable: bool) -> None:
    guest = Guest(preopens={"/w": world / "secrets"}, readonly={"/r": world / "inside"}, portable_paths=portable)
    before = sorted(p.relative_to(world) for p in world.rglob("*"))
    assert guest.content("a/b/file", fd=4) == b"deep"
    assert refused(guest, "file", fd=4, base=RIGHTS["FD_WRITE"]) == "NOTCAPABLE"
    assert refused(guest, "file", CREAT, fd=4, base=0) == "NOTCAPABLE"
    assert refused(guest, "file", TRUNC, fd=4, base=0) == "NOTCAPABLE"
    deeper = guest.open("a", DIRECTORY, fd=4, base=RIGHTS["PATH_OPEN"], inheriting=READ & guest.fdstat(4)[3])
    assert refused(guest, "b/file", fd=deeper, base=RIGHTS["FD_WRITE"]) == "NOTCAPABLE"
    for name, args in PATH_CALLS.items():
        if name not in ("path_filestat_get", "path_readlink"):
            args = tuple(4 if a == 3 else "file" if a is None else a for a in args)
            assert refused_path(guest, name, *args) == "NOTCAPABLE", name
    # not through another directory either
    assert refused_path(guest, "path_link", 4, 0, "file", 3, "mine") == "NOTCAPABLE"
    assert refused_path(guest, "path_rename", 4, "file", 3, "mine") == "NOTCAPABLE"
    assert refused_path(guest, "path_rename", 3, "deep", 4, "mine") == "NOTCAPABLE"
    assert sorted(p.relative_to(world) for p in world.rglob("*")) == before
    guest.wasi.close()


def test_rights_are_only_ever_given_away(guest: Guest) -> None:
    base = RIGHTS["PATH_OPEN"] | RIGHTS["FD_READDIR"]
    weak = guest.open("a", DIRECTORY, base=base, inheriting=RIGHTS["FD_READ"])
    assert guest.fdstat(weak)[2:] == (base, RIGHTS["FD_READ"])
    assert refused(guest, "b/file", fd=weak, base=RIGHTS["FD_READ"] | RIGHTS["FD_WRITE"]) == "NOTCAPABLE"
    assert refused(guest, "b", DIRECTORY, fd=weak, base=0, inheriting=DIRECTORY_RIGHTS) == "NOTCAPABLE"
    assert guest.code("fd_fdstat_set_rights", weak, base | RIGHTS["FD_SYNC"], 0) == "NOTCAPABLE"
    guest.do("fd_fdstat_set_rights", weak, RIGHTS["FD_READDIR"], 0)
    assert refused(guest, "b/file", fd=weak, base=0) == "NOTCAPABLE"
    assert guest.names(weak)


# ---------------------------------------------------------------- what the calls do


def test_making_and_removing(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    guest.path("path_create_directory", 3, "new/")
    assert (inside / "new").is_dir()
    assert refused_path(guest, "path_create_directory", 3, "new") == "EXIST"
    assert refused_path(guest, "path_create_directory", 3, ".") == "EXIST"
    assert refused_path(guest, "path_create_directory", 3, "no/new") == "NOENT"
    assert refused_path(guest, "path_remove_directory", 3, "a") == "NOTEMPTY"
    assert refused_path(guest, "path_remove_directory", 3, "file") == "NOTDIR"
    assert refused_path(guest, "path_remove_directory", 3, ".") == "INVAL"
    guest.path("path_remove_directory", 3, "new/")
    assert refused_path(guest, "path_unlink_file", 3, "a") == "ISDIR"
    assert refused_path(guest, "path_unlink_file", 3, "a/") == "ISDIR"
    assert refused_path(guest, "path_unlink_file", 3, "file/") == "NOTDIR"
    assert refused_path(guest, "path_unlink_file", 3, "no/") == "NOENT"
    guest.path("path_unlink_file", 3, "file")
    assert not (inside / "file").exists()


def test_renaming(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    other = guest.open("empty", DIRECTORY)
    guest.path("path_rename", 3, "file", other, "moved")
    assert (inside / "empty" / "moved").read_bytes() == b"plain"
    guest.path("path_rename", 3, "a/", 3, "z/")
    assert (inside / "z" / "b" / "file").exists()
    assert refused_path(guest, "path_rename", 3, "z", 3, "empty") == "NOTEMPTY"
    assert refused_path(guest, "path_rename", other, "moved/", 3, "x") == "NOTDIR"
    assert refused_path(guest, "path_rename", other, "moved", 3, "x/") == "NOTDIR"
    assert refused_path(guest, "path_rename", 3, "no", 3, "x") == "NOENT"
    assert refused_path(guest, "path_rename", 3, "z", 3, "z/b/c") == "INVAL"
    guest.path("path_create_directory", 3, "e2")
    guest.path("path_rename", 3, "z", 3, "e2")
    assert (inside / "e2" / "b").is_dir()


def test_links(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    guest.path("path_link", 3, 0, "file", 3, "a/same")
    assert (inside / "a" / "same").stat().st_nlink == 2
    assert refused_path(guest, "path_link", 3, 0, "file", 3, "a/same") == "EXIST"
    assert refused_path(guest, "path_link", 3, 0, "a", 3, "dirlink") == "PERM"
    guest.path("path_symlink", "a/same", 3, "soft")
    guest.path("path_readlink", 3, "soft", OUT, 64, OUT + 64)
    assert guest.u32(OUT + 64) == 6
    assert guest.memory[OUT : OUT + 6] == b"a/same"
    guest.memory[OUT : OUT + 6] = bytes(6)
    guest.path("path_readlink", 3, "soft", OUT, 3, OUT + 64)
    assert guest.memory[OUT : OUT + 6] == b"a/s\0\0\0"
    assert refused_path(guest, "path_readlink", 3, "file", OUT, 64, OUT + 64) == "INVAL"
    guest.path("path_link", 3, 1, "soft", 3, "hard")
    assert not (inside / "hard").is_symlink()
    assert (inside / "file").stat().st_nlink == 3
    assert refused_path(guest, "path_symlink", "", 3, "x") == "NOENT"
    assert refused_path(guest, "path_symlink", "x", 3, "soft") == "EXIST"


@pytest.mark.parametrize("follow", [0, 1])
def test_times(guest: Guest, world: Path, follow: int) -> None:
    inside = world / "inside"
    (inside / "link").symlink_to("file")
    guest.path("path_filestat_set_times", 3, follow, "link", 1_000_000_007, 2_000_000_009, 1 | 4)
    found = os.stat(inside / "link", follow_symlinks=bool(follow))
    assert (found.st_atime_ns, found.st_mtime_ns) == (1_000_000_007, 2_000_000_009)
    guest.path("path_filestat_set_times", 3, follow, "link", 0, 0, 8)
    found = os.stat(inside / "link", follow_symlinks=bool(follow))
    assert found.st_atime_ns == 1_000_000_007
    assert found.st_mtime_ns > 10**18
    for flags in (3, 12, 16, 7):
        assert refused_path(guest, "path_filestat_set_times", 3, follow, "link", 0, 0, flags) == "INVAL"
    assert refused_path(guest, "path_filestat_set_times", 3, follow, "link", 2**63, 0, 1) == "INVAL"
    guest.path("path_filestat_set_times", 3, follow, "link", 2**63, 2**63, 0)


def test_opening(guest: Guest, world: Path) -> None:
    inside = world / "inside"
    assert refused(guest, "file", CREAT | EXCL) == "EXIST"
    assert refused(guest, "new/", CREAT) == "ISDIR"
    assert refused(guest, "file", DIRECTORY) == "NOTDIR"
    assert refused(guest, "a", base=FILE_RIGHTS) == "ISDIR"
    assert refused(guest, "x", CREAT | DIRECTORY) == "INVAL"
    assert refused(guest, "file", 16) == "INVAL"
    assert refused(guest, "file", base=READ, flags=32) == "INVAL"
    assert refused(guest, "file", base=READ, fd=0) == "NOTDIR"
    assert refused(guest, "file", base=READ, fd=9) == "BADF"
    opened = guest.open("file", TRUNC, base=READ)
    assert (inside / "file").read_bytes() == b""
    with pytest.raises(Refused, match="BADF"):
        guest.write(opened, b"x")
    assert guest.fdstat(guest.open("a", base=0))[0] == 3
    assert refused(guest, "y", CREAT, fd=opened) == "NOTDIR"


def test_special_files_do_not_block(guest: Guest, world: Path) -> None:
    os.mkfifo(world / "inside" / "pipe")
    reader = guest.open("pipe", base=READ, flags=4)
    assert guest.fdstat(reader)[0] == 0
    writer = guest.open("pipe", base=RIGHTS["FD_WRITE"])
    assert guest.code("fd_read", reader, *guest.vectors(8), OUT) == "AGAIN"
    guest.write(writer, b"ab")
    assert guest.read(reader, 8) == b"ab"
    assert guest.code("fd_seek", reader, 0, 0, OUT) in ("SPIPE", "NOTCAPABLE")


def test_preopens(world: Path) -> None:
    guest = Guest(preopens={"/": world / "inside", "data": world / "secrets"})
    for fd, name in ((3, b"/"), (4, b"data")):
        guest.do("fd_prestat_get", fd, OUT)
        assert (guest.u32(OUT), guest.u32(OUT + 4)) == (0, len(name))
        guest.do("fd_prestat_dir_name", fd, OUT, 64)
        assert guest.memory[OUT : OUT + len(name)] == name
        if len(name) > 1:
            assert guest.code("fd_prestat_dir_name", fd, OUT, len(name) - 1) == "NAMETOOLONG"
    assert guest.code("fd_prestat_get", 5, OUT) == "BADF"
    assert guest.code("fd_prestat_get", 0, OUT) == "BADF"
    opened = guest.open(".", DIRECTORY)
    assert guest.code("fd_prestat_get", opened, OUT) == "BADF"
    assert guest.code("fd_prestat_dir_name", opened, OUT, 9) == "BADF"
    guest.wasi.close()
    with pytest.raises(FileNotFoundError):
        Guest(preopens={"/": world / "nothing"})
    with pytest.raises(NotADirectoryError):
        Guest(preopens={"/": world / "secret"})
    with pytest.raises(NotADirectoryError):
        Guest(preopens={"/": world / "secret"}, portable_paths=True)


def test_no_descriptor_of_the_host_is_left_open(world: Path, portable: bool) -> None:
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc")
    before = len(os.listdir("/proc/self/fd"))
    guest = Guest(preopens={"/": world / "inside"}, portable_paths=portable)
    for path in ("file", "a/b/file", "a/b", "../x", "a/nothing", "file/x", "/x", "a/b/../../.."):
        for how in (0, CREAT, DIRECTORY, TRUNC):
            try:
                guest.open(path, how, base=READ)
            except Refused:
                pass
        for name, args in PATH_CALLS.items():
            try:
                guest.path(name, *(path if a is None else a for a in args))
            except Refused:
                pass
    guest.wasi.close()
    assert len(os.listdir("/proc/self/fd")) == before
