"""The process that reads one file: ``python -m disclosures.reading.child [seconds]`` < file > answer. Started by
``sandbox``.

Nothing of the file is looked at before the limits are set.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from disclosures.limited import OutOfTime, limit

from .prescan import format_of
from .raw import Unreadable
from .sandbox import CPU_SECONDS, MEMORY, MOST_BYTES, TOO_LONG

OUT_OF_MEMORY = "文件解压后过大或过于复杂，内存不足，已停止读取。请把文件拆分，或重新导出后再上传。"


def answer(data: bytes) -> dict[str, object]:
    """What there is to say of a file: its reading, why it is unreadable, or where reading it broke."""
    try:
        kind = format_of(data)  # most of what is refused is refused here, before anything else is loaded
        from .codec import packed
        from .reader import read_as

        return {"reading": packed(read_as(kind, data, exactly="READ_EXACTLY" in os.environ))}
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
    limit(memory=MEMORY, seconds=int(sys.argv[1]) if len(sys.argv) > 1 else CPU_SECONDS)
    sys.setrecursionlimit(3000)
    said = answer(sys.stdin.buffer.read(MOST_BYTES + 1))
    # In one piece: a piece of JSON is never an answer.
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
