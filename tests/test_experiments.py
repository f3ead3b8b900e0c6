"""The short form of each experiment: no fault does harm, and its control does."""

import os
import re
import subprocess
import sys

import pytest

from tests.experiments.__main__ import ROOT, databases, engine, names
from tests.experiments.common import Result, line


@pytest.mark.parametrize("name", [name for name in names() if engine() in databases(name)])
def test_every_fault_is_survived_and_the_control_fails(name):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.experiments", "--short", name],
        cwd=ROOT,
        env=os.environ.copy(),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    faults, survived = re.search(r"faults=(\d+) survived=(\d+) lost=0 seconds=", ran.stdout).groups()
    assert int(faults) == int(survived) > 0


@pytest.mark.parametrize(
    "result",
    [
        Result(faults=0, survived=0, control=1),
        Result(faults=2, survived=1, control=1),
        Result(faults=2, survived=2, control=1, lost=1),
        Result(faults=2, survived=2, control=0),
    ],
)
def test_an_experiment_without_faults_with_losses_or_with_a_control_that_holds_proves_nothing(result):
    assert not result.is_good


def test_an_experiment_prints_one_line():
    result = Result(faults=451, survived=451, control=24)
    assert line("E5", result, 69.04) == "EXPERIMENT E5 faults=451 survived=451 lost=0 seconds=69.0"
