"""The real server and a real browser: what a citizen sees, and what leaves the site (nothing)."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

BASE_DIR = Path(__file__).resolve().parent.parent.parent
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chinese on screen must not depend on what the machine has installed.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Site:
    url: str
    data_dir: Path


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory, fonts):
    """The site as `make run` serves it, with the demo data, on a free port."""
    data_dir = tmp_path_factory.mktemp("site")
    (data_dir / "fonts").symlink_to(fonts.directory().resolve())
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", data_dir)
    environment = production_environment(site)
    for command in (["migrate"], ["load_chart"], ["collectstatic", "--noinput"], ["demo"]):
        manage(command, environment)
    with (data_dir / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("granian"), "--interface", "wsgi"]
            + [
                "--blocking-threads",
                "4",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "config.wsgi:application",
            ],
            cwd=BASE_DIR,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_healthy(site, server)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def files(site, tmp_path_factory):
    """The demo site, exported, as somebody carries it away on a stick."""
    folder = tmp_path_factory.mktemp("files") / "site"
    manage(["export_site", str(folder), "--processes", "2"], production_environment(site))
    return folder


def production_environment(site):
    """What `make run` sets. The database is this site's own, whatever the other tests run on."""
    inherited = {"DEBUG", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORTAL_ROLE"}
    kept = {name: value for name, value in os.environ.items() if name not in inherited}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HTTPS": "0",
        "SITE_SAMPLE": "1",
        "SITE_URL": site.url,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATA_DIR": str(site.data_dir),
    }


def manage(command, environment):
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.fail(f"manage.py {command[0]} failed:\n{done.stdout}{done.stderr}", pytrace=False)


def wait_until_healthy(site, server, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.url}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    log = (site.data_dir / "server.log").read_text()
    pytest.fail(f"The server did not answer /healthz:\n{log}", pytrace=False)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Not for the session: Playwright leaves an event loop running in this thread, and Django then
# refuses to touch the database in the tests that follow.
@pytest.fixture(scope="package")
def chromium(tmp_path_factory, fonts):
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing: sudo apt-get install chromium", pytrace=False)
    directory = tmp_path_factory.mktemp("fontconfig")
    configuration = directory / "fonts.conf"
    configuration.write_text(FONTCONFIG.format(fonts=fonts.directory().resolve(), cache=directory / "cache"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=FLAGS,
            env=os.environ | {"FONTCONFIG_FILE": str(configuration)},
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site):
    """A fresh visitor's page. The test fails if it asked anything of another site."""
    context = chromium.new_context(locale="zh-CN", base_url=site.url)
    elsewhere = []

    def note(request):
        if not request.url.startswith((f"{site.url}/", "data:", "blob:", "about:")):
            elsewhere.append(request.url)

    context.on("request", note)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert not elsewhere, f"Requests left the site: {elsewhere}"


@pytest.fixture(scope="session")
def axe():
    """axe(page) lists the serious and critical accessibility faults of the page, in words."""

    def faults(page):
        violations = Axe().run(page).response["violations"]
        return [
            f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html']}"
            for fault in violations
            if fault["impact"] in {"serious", "critical"}
        ]

    return faults
