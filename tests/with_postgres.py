"""Run a command against a PostgreSQL that lives only as long as the command.

    python tests/with_postgres.py pytest -m "not browser"

The server keeps its data in a temporary directory and forgets to be careful about power cuts.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

DATABASE = "mingzhang"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def main(command):
    if not command:
        sys.exit("Name the command to run, such as: python tests/with_postgres.py pytest")
    # A stopped run must still reach the clean-up below.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with temporary_postgres() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


@contextlib.contextmanager
def temporary_postgres():
    """Yield the address of a running server; stop and remove it whatever happens."""
    binaries, account = find_binaries(), unprivileged_account()
    home = Path(tempfile.mkdtemp(prefix="mingzhang-pg-"))
    data, port = home / "data", free_port()
    options = {"port": port, "unix_socket_directories": home} | SETTINGS

    def run(program, *arguments):
        subprocess.run(
            [binaries / program, *map(str, arguments)],
            cwd="/",
            env={"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            check=True,
            **account,
        )

    try:
        if account:
            os.chown(home, account["user"], account["group"])
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        flags = " ".join(f"-c {name}={value}" for name, value in options.items())
        run("pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", flags, "start")
        run("createdb", "-h", home, "-p", port, "-U", "postgres", DATABASE)
        yield f"postgres://postgres@127.0.0.1:{port}/{DATABASE}"
    except subprocess.CalledProcessError as error:
        log = home / "log"
        sys.exit(f"PostgreSQL did not start: {error}\n{log.read_text() if log.exists() else ''}")
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # an experiment may have killed it
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def find_binaries():
    """The newest server Debian has installed, else the one on the path."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    if not found:
        sys.exit("PostgreSQL is missing: sudo apt-get install postgresql")
    return Path(found).parent


def unprivileged_account():
    """PostgreSQL refuses to run as root; give it the account its package made."""
    if os.getuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
