"""The process that reads one file: ``python -m disclosures.reading.child [seconds]`` < file > answer. Started by
``sandbox``. Of workbooks that are taken over it reads one after the other (``limited.Line``).

Nothing of the file is looked at before the limits are set.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from disclosures.limited import GROWN, OutOfTime, limit, memory, say, works

from .prescan import format_of
from .raw import Unreadable
from .sandbox import CPU_SECONDS, MEMORY, MOST_BYTES, TOO_LONG

EXACTLY = "READ_EXACTLY" in os.environ
OUT_OF_MEMORY = "文件解压后过大或过于复杂，内存不足，已停止读取。请把文件拆分，或重新导出后再上传。"


def answer(data: bytes) -> dict[str, object]:
    """What there is to say of a file: its reading, why it is unreadable, or where reading it broke."""
    try:
        kind = format_of(data)  # most of what is refused is refused here, before anything else is loaded
        from .codec import packed
        from .reader import read_as

        return {"reading": packed(read_as(kind, data, exactly=EXACTLY))}
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
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else CPU_SECONDS
    limit(memory=MEMORY, seconds=seconds, is_for_one=not EXACTLY)
    sys.setrecursionlimit(3000)
    if EXACTLY:
        answer_each(seconds)
        return
    # In one piece: a piece of JSON is never an answer.
    sys.stdout.buffer.write(written(answer(sys.stdin.buffer.read(MOST_BYTES + 1))))
    sys.stdout.buffer.flush()


def answer_each(seconds: int) -> None:
    """One file after the other, until one takes all the memory or all its time."""
    for data in works(seconds):
        said = answer(data)
        say(written(said))
        if said.get("unreadable") in (OUT_OF_MEMORY, TOO_LONG) or memory() > GROWN:
            break


def written(said: dict[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


if __name__ == "__main__":
    main()
