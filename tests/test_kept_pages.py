"""Pages that tell of more than one version: what is stored of them, and when one is made again."""

import pytest

from disclosures import copies, kept_pages, lists, workflow
from tests.drafts import sound_budget

FOLDER = "some"


@pytest.fixture
def rendered():
    """render(): says what it was last given to say; render.asked are the addresses it was asked for."""

    def render(path):
        render.asked.append(path)
        return render.says

    render.asked, render.says = [], b"one"
    return render


def settle(render, wanted, **only):
    """What was changed, and what was rendered for it."""
    render.asked.clear()
    changed = kept_pages.settle(FOLDER, wanted, render, **only)
    return changed, list(render.asked)


def test_a_page_is_made_again_when_its_mark_is_another(rendered):
    assert settle(rendered, {"/a/": "1"}) == (["/a/"], ["/a/"])
    rendered.says = b"two"
    assert settle(rendered, {"/a/": "1"}) == ([], [])
    assert kept_pages.read("/a/", FOLDER) == b"one"
    assert settle(rendered, {"/a/": "2"}) == (["/a/"], ["/a/"])
    assert kept_pages.read("/a/", FOLDER) == b"two"


def test_a_page_without_a_mark_is_rendered_and_compared_each_time(rendered):
    assert settle(rendered, {"/a/": None}) == (["/a/"], ["/a/"])
    assert settle(rendered, {"/a/": None}) == ([], ["/a/"])
    rendered.says = b"two"
    assert settle(rendered, {"/a/": None}) == (["/a/"], ["/a/"])


def test_what_is_wanted_no_more_goes_and_its_mark_with_it(rendered):
    settle(rendered, {"/a/": "1", "/b/": "1"})
    assert settle(rendered, {"/a/": "1"}) == (["b"], [])
    assert kept_pages.read("/b/", FOLDER) is None and kept_pages.marks_in(FOLDER) == {"/a/": "1"}
    assert settle(rendered, {}) == (["a"], [])
    assert not (kept_pages.root() / FOLDER).exists()


def test_of_those_that_are_not_looked_at_the_marks_stay(rendered):
    settle(rendered, {"/a/": "1", "/b/": "1"})
    assert settle(rendered, {"/a/": "2", "/b/": "2"}, only={"/a/"}) == ([], ["/a/"])
    assert kept_pages.marks_in(FOLDER) == {"/a/": "2", "/b/": "1"}
    assert settle(rendered, {"/a/": "2", "/b/": "2"}) == ([], ["/b/"])


def test_a_page_that_was_lost_is_made_again_whatever_its_mark(rendered):
    settle(rendered, {"/a/": "1"})
    kept_pages.place_of("/a/", FOLDER).unlink()
    assert settle(rendered, {"/a/": "1"}) == (["/a/"], ["/a/"])


def test_where_the_marks_cannot_be_read_everything_is_made_again(rendered):
    settle(rendered, {"/a/": "1"})
    (kept_pages.root() / FOLDER / kept_pages.MARKS).write_bytes(b"{")
    assert settle(rendered, {"/a/": "1"}) == ([], ["/a/"])


def test_whoever_is_stopped_makes_the_pages_again(rendered):
    settle(rendered, {"/a/": "1"})

    def dies(path):
        raise OSError

    with pytest.raises(OSError):
        kept_pages.settle(FOLDER, {"/a/": "2"}, dies)
    assert settle(rendered, {"/a/": "2"}) == ([], ["/a/"])


@pytest.mark.django_db
def test_a_publication_renders_no_page_that_tells_of_nothing_published(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    workflow.publish(budget=sound_budget(), by=None)
    lists.write()
    asked, render = [], lists._render
    monkeypatch.setattr(lists, "_render", lambda path: asked.append(path) or render(path))
    lists.write(["430001"])
    unchanging = {"/rules/", "/en/rules/", "/data/dictionary/", "/en/data/dictionary/"}
    assert asked and unchanging.isdisjoint(asked)
    assert all(kept_pages.read(path) for path in lists.every())
