"""A reader of workbooks that ``die`` in a file kills, ``hang`` and ``loop`` keep forever, ``tired`` wears out."""

import os
import signal
import sys
import time

from disclosures.intake import child
from disclosures.limited import limit, say, works


def main():
    seconds = int(sys.argv[1])
    limit(memory=2**30, seconds=seconds, is_for_one=False)
    for data in works(seconds):
        if b"die" in data:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"hang" in data:
            time.sleep(60)
        if b"loop" in data:
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)  # as one that is lost in a library
            while True:
                pass
        said, _ = child.answer(data)
        say(child.written(said))
        if b"tired" in data:
            break


if __name__ == "__main__":
    main()
