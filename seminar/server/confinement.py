"""Takes the network and the server's files away from a process that reads what strangers sent.

By Landlock and a network namespace, which Linux gives to every process that asks. Where the kernel has neither, the
other limits of the process still hold.
"""

import ctypes
import os
import sys
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, with these numbers on every architecture
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
READ = 1 << 2 | 1 << 3  # files, and the names in folders
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
ROOT = Path(__file__).resolve().parents[2]
# Code, which is loaded when it is needed. The database and its backups may lie beside these folders, not in them.
CODE = [ROOT / name for name in ("posts", "seminar", "themes")]
SYSTEM = ["/lib", "/lib64", "/usr/lib", "/usr/share/zoneinfo"]


class Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def landlock_version() -> int:
    """0 where the kernel has no Landlock, or has it switched off."""
    if sys.platform != "linux":
        return 0
    return max(0, ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, ASK_VERSION))


def confine() -> None:
    """From here on this process opens no connection, and reads only code and libraries."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare(NEW_USER | NEW_NETWORK)
    if version := landlock_version():
        _restrict_files(libc, version)


def _restrict_files(libc: ctypes.CDLL, version: int) -> None:
    # Each version can restrict more: moving between folders, truncating, TCP, signals and sockets of other processes.
    kinds_of_access = {1: 13, 2: 14}.get(version, 15)
    rules = Ruleset((1 << kinds_of_access) - 1, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), size, 0)
    installed = (path for path in sys.path if path and Path(path) != ROOT)
    for path in {*map(str, CODE), *SYSTEM, sys.prefix, sys.base_prefix, *installed}:
        if os.path.isdir(path):
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
            libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(PathRule(READ, folder)), 0)
            os.close(folder)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
