"""What is stored goes under the name of the software that made it: whatever of that changes, it is made again."""

import sys
from pathlib import Path

import pytest
from django.conf import settings

from disclosures import copies, release
from disclosures.packages import parts


@pytest.fixture
def project(tmp_path):
    """A project of a few files."""
    for name in (*CHANGED, "docs/design.md", "tests/test_x.py", "locale/en/LC_MESSAGES/django.po"):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("before")
    return tmp_path


CHANGED = (
    "budgets/catalogue.py",
    "budgets/chart/functions.csv",
    "disclosures/public_ledger_views.py",
    "disclosures/search/results.py",
    "disclosures/document.py",
    "disclosures/glossary/terms.toml",
    "locale/en/LC_MESSAGES/django.mo",
    "static/site.css",
    "templates/disclosures/home.html",
    "pyproject.toml",
)


@pytest.mark.parametrize("name", CHANGED)
def test_whatever_changes_of_the_software_has_everything_made_again(project, name):
    before = release.digest_of(project)
    (project / name).write_text("after")
    assert release.digest_of(project) != before


def test_a_file_that_is_called_otherwise_is_another(project):
    before = release.digest_of(project)
    (project / "static/site.css").rename(project / "static/other.css")
    assert release.digest_of(project) != before


@pytest.mark.parametrize("name", ["docs/design.md", "tests/test_x.py", "locale/en/LC_MESSAGES/django.po"])
def test_what_makes_nothing_changes_nothing(project, name):
    before = release.digest_of(project)
    (project / name).write_text("after")
    assert release.digest_of(project) == before


def test_every_module_of_ours_that_is_loaded_is_counted():
    base = Path(settings.BASE_DIR)
    files = {
        Path(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)
    }
    ours = {place for place in files if place.is_relative_to(base) and ".venv" not in place.parts}
    told = {place for place in ours if place.relative_to(base).parts[0] not in ("tests", "conftest.py")}
    assert len(told) > 100 and told <= set(release._sources(base))


def test_pages_and_parts_go_under_the_same_name():
    assert copies.page_name("en", 1).split(".")[3] == release.dress()
    assert parts.name() == f"part.{release.dress()}"
