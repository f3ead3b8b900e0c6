"""The process that reads one file: ``python -m disclosures.reading.child`` < file > answer. Started by ``sandbox``.

Nothing of the file is looked at before the limits are set.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
import traceback

from .raw import Unreadable
from .sandbox import CPU_SECONDS, MEMORY, MOST_BYTES

NO_NETWORK, OWN_USERS = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER
TOO_MUCH = "文件解压后过大或过于复杂，内存不足，已停止读取。请把文件拆分，或重新导出后再上传。"


def limit() -> None:
    """So much memory and time, no files written, no core, few files open; no network where the system allows that."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    # Not every system lets a process leave the network; the reader opens no connection in either case.
    system = ctypes.CDLL(None)
    if hasattr(system, "unshare") and system.unshare(NO_NETWORK):
        system.unshare(NO_NETWORK | OWN_USERS)


def answer(data: bytes) -> dict[str, object]:
    """What there is to say of a file: its reading, why it is unreadable, or where reading it broke."""
    try:
        from .codec import packed
        from .reader import read_here

        return {"reading": packed(read_here(data))}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": TOO_MUCH}
    except (
        Exception
    ):  # the file's doing, whatever it is: the parent logs it, the person is told to save it anew
        return {"broke": traceback.format_exc(limit=-6)[-3000:]}


def main() -> None:
    """Reads standard input, answers on standard output."""
    limit()
    sys.setrecursionlimit(3000)
    said = answer(sys.stdin.buffer.read(MOST_BYTES + 1))
    # In one piece: a piece of JSON is never an answer.
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
