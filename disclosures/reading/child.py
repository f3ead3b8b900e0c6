"""The process that reads one file: ``python -m disclosures.reading.child [seconds]`` < file > answer. Started by
``sandbox``.

Nothing of the file is looked at before the limits are set.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
import traceback

from .prescan import format_of
from .raw import Unreadable
from .sandbox import CPU_SECONDS, MEMORY, MOST_BYTES, TOO_LONG

NO_NETWORK, OWN_USERS = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER
OUT_OF_MEMORY = "文件解压后过大或过于复杂，内存不足，已停止读取。请把文件拆分，或重新导出后再上传。"


class OutOfTime(BaseException):
    """The file takes too long; no error that a reader of files may take for one of its own."""


def limit(seconds: int) -> None:
    """So much memory and time, no files written, no core, few files open; no network where the system allows that."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    # At the soft limit there is still time to say so; at the hard one the system ends the process.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    signal.signal(signal.SIGXCPU, _stop)
    # Not every system lets a process leave the network; the reader opens no connection in either case.
    system = ctypes.CDLL(None)
    if hasattr(system, "unshare") and system.unshare(NO_NETWORK):
        system.unshare(NO_NETWORK | OWN_USERS)


def _stop(_signal: int, _frame: object) -> None:
    raise OutOfTime


def answer(data: bytes) -> dict[str, object]:
    """What there is to say of a file: its reading, why it is unreadable, or where reading it broke."""
    try:
        kind = format_of(data)  # most of what is refused is refused here, before anything else is loaded
        from .codec import packed
        from .reader import read_as

        return {"reading": packed(read_as(kind, data))}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": OUT_OF_MEMORY}
    except OutOfTime:
        return {"unreadable": TOO_LONG}
    except (
        Exception
    ):  # the file's doing, whatever it is: the parent logs it, the person is told to save it anew
        return {"broke": traceback.format_exc(limit=-6)[-3000:]}


def main() -> None:
    """Reads standard input, answers on standard output."""
    limit(int(sys.argv[1]) if len(sys.argv) > 1 else CPU_SECONDS)
    sys.setrecursionlimit(3000)
    said = answer(sys.stdin.buffer.read(MOST_BYTES + 1))
    # In one piece: a piece of JSON is never an answer.
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
