#!/bin/sh
# What this project needs from the system: `.ci/system.sh run` or `.ci/system.sh test`.
# Looks first and asks for nothing that is there, so a second run needs no network.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
PYTHON="${PYTHON:-python3}"
missing=""

need() { # package, then the command that succeeds when it is there
    package="$1"
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
library() { ldconfig -p | grep -qF "$1"; }
postgres() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }

need python3-venv "$PYTHON" -c "import venv, ensurepip"
need libpango-1.0-0 library libpango-1.0.so.0
need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
need libharfbuzz-subset0 library libharfbuzz-subset.so.0
if [ "${1:-run}" = test ]; then
    need chromium command -v chromium
    need postgresql postgres
    need poppler-utils command -v pdftotext
    need strace command -v strace # makes calls of the system fail, for tests/experiments/e5.py
    # Printed documents are held to their standards by qpdf and veraPDF: Java, and the part of it that 11 dropped.
    need qpdf command -v qpdf
    need default-jdk-headless javac -version
    need libjaxb-java test -e /usr/share/java/jaxb-runtime.jar
    # The static site is given out by the server that its sample configuration is for.
    need nginx-light command -v nginx
    # What is signed is verified with the command that citizens have.
    need minisign command -v minisign
fi

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing from Debian:$missing"
        apt-get -qq -o DPkg::Lock::Timeout=600 update
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 \
            install --yes --no-install-recommends $missing >/dev/null
    else
        echo "Missing on this machine. Run this, then try again:" >&2
        echo "    sudo apt-get install --yes --no-install-recommends$missing" >&2
        exit 1
    fi
fi

"$PYTHON" -c "import sys; sys.exit(sys.version_info < (3, 11))" || {
    echo "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" -V). Set PYTHON=/path/to/python3." >&2
    exit 1
}
