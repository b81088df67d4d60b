"""Error numbers, and the host's errors in them."""

from __future__ import annotations

import errno as host

_NAMES = (
    "SUCCESS 2BIG ACCES ADDRINUSE ADDRNOTAVAIL AFNOSUPPORT AGAIN ALREADY BADF BADMSG BUSY CANCELED CHILD CONNABORTED "
    "CONNREFUSED CONNRESET DEADLK DESTADDRREQ DOM DQUOT EXIST FAULT FBIG HOSTUNREACH IDRM ILSEQ INPROGRESS INTR INVAL IO "
    "ISCONN ISDIR LOOP MFILE MLINK MSGSIZE MULTIHOP NAMETOOLONG NETDOWN NETRESET NETUNREACH NFILE NOBUFS NODEV NOENT NOEXEC "
    "NOLCK NOLINK NOMEM NOMSG NOPROTOOPT NOSPC NOSYS NOTCONN NOTDIR NOTEMPTY NOTRECOVERABLE NOTSOCK NOTSUP NOTTY NXIO "
    "OVERFLOW OWNERDEAD PERM PIPE PROTO PROTONOSUPPORT PROTOTYPE RANGE ROFS SPIPE SRCH STALE TIMEDOUT TXTBSY XDEV NOTCAPABLE"
).split()
NUMBERS = {name: number for number, name in enumerate(_NAMES)}

ACCES, AGAIN, BADF, EXIST, FAULT, FBIG = (NUMBERS[n] for n in ("ACCES", "AGAIN", "BADF", "EXIST", "FAULT", "FBIG"))
ILSEQ, INVAL, IO, ISDIR, LOOP, MFILE = (NUMBERS[n] for n in ("ILSEQ", "INVAL", "IO", "ISDIR", "LOOP", "MFILE"))
NAMETOOLONG, NOENT, NOMEM, NOSPC, NOSYS = (NUMBERS[n] for n in ("NAMETOOLONG", "NOENT", "NOMEM", "NOSPC", "NOSYS"))
NOTDIR, NOTSOCK, NOTSUP, OVERFLOW, PERM = (NUMBERS[n] for n in ("NOTDIR", "NOTSOCK", "NOTSUP", "OVERFLOW", "PERM"))
SPIPE, NOTCAPABLE = NUMBERS["SPIPE"], NUMBERS["NOTCAPABLE"]

_FROM_HOST = {code: NUMBERS[name[1:]] for code, name in host.errorcode.items() if name[1:] in NUMBERS}
for _alias, _meaning in (("EWOULDBLOCK", "AGAIN"), ("EOPNOTSUPP", "NOTSUP"), ("EDEADLOCK", "DEADLK"), ("EMLINK", "MLINK")):
    if hasattr(host, _alias):
        _FROM_HOST[getattr(host, _alias)] = NUMBERS[_meaning]


class Failure(Exception):
    """A call of the guest ends with an error number."""

    def __init__(self, code: int) -> None:
        super().__init__(_NAMES[code])
        self.code = code


class WasiExit(Exception):
    """The guest has ended itself. ``signal``: the one that it raised for that, or 0."""

    def __init__(self, code: int, signal: int = 0) -> None:
        super().__init__(f"exit code {code}")
        self.code = code
        self.signal = signal


def from_host(error: OSError) -> int:
    return _FROM_HOST.get(error.errno or 0, IO)
