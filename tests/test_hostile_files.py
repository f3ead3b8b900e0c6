"""An outsider sends files that are broken, made to do harm, or simply something else. Each gets an answer in seconds:
a sentence that says why it cannot be read, or what it says. The process that asked lives on, and stays small.
"""

import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from budgets.facts import Reading
from disclosures import limited
from disclosures.reading import sandbox
from disclosures.reading.raw import Unreadable
from disclosures.reading.reader import read
from tests.hostile import FILES, SENTENCE

SECONDS = 30  # for one file, beside others, on a machine that has other things to do
MEGABYTES = 50  # that the process which asks may grow by, over all files together


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each file gets and after how many seconds, and by how many megabytes this process has grown meanwhile."""
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, "-m", "tests.hostile", str(folder)], check=True, cwd=limited.ROOT)
    read(SENTENCE.encode())  # what the first reading loads is no growth
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    files = [folder / str(number) for number in range(len(FILES))]
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(sandbox.READER.at_a_time) as readers:
        patch.setattr(sandbox, "CPU_SECONDS", 6)
        found = dict(zip(FILES, readers.map(answer, files), strict=True))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return found, grown


def answer(file):
    start = time.monotonic()
    try:
        said = read(file.read_bytes(), file.name)
    except Unreadable as error:
        said = str(error)
    return said, time.monotonic() - start


@pytest.mark.parametrize("name", FILES)
def test_an_outsider_gets_an_answer_in_seconds(answers, name):
    (said, seconds), word = answers[0][name], FILES[name][1]
    assert seconds < SECONDS
    if word is None:
        assert said != sandbox.TOO_LONG
    else:
        assert isinstance(said, str) and word in said
    # A sentence for a person, not what a program says of itself.
    assert isinstance(said, Reading) or len(said) < 120 and "Error" not in said and "<" not in said


def test_the_process_that_asked_stays_small(answers):
    assert answers[1] < MEGABYTES
