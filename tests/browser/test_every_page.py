"""Every kind of public page, in both languages, light and dark, on a desk and on a phone: nothing is in the way."""

import pytest

from disclosures import urls

A, B = "310107-205-2026", "310107-206-2026"
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
#: What the addresses of disclosures/urls.py are, by their names: each kind of page in every state that it can be in.
PAGES = {
    "home": ["/"],
    "search": [
        "/search/",
        "/search/?q=公务接待",
        "/search/?q=支出&in=figure&page=2",
        "/search/?q=没有这个词",
        "/search/?q=" + "长" * 201,
    ],
    "data": ["/data/"],
    "dictionary": ["/data/dictionary/"],
    "compare": [
        "/compare/",
        f"/compare/?a={A}&b={B}&account=function-208&level=2",
        f"/compare/?a={A}&q=局&find=信访",
        "/compare/?a=x&foo=1",
    ],
    "compare-regions": ["/compare/regions/", "/compare/regions/?year=2026"],
    "rules": ["/rules/"],
    "glossary": ["/glossary/"],
    "term": ["/glossary/running/"],
    "ledger": ["/ledger/"],
    "ledger-entry": ["/ledger/1/"],
    "verify": ["/verify/", "/verify/?hash=" + "0" * 64, "/verify/?hash=x"],
    "corrections": ["/corrections/"],
    "region-corrections": ["/310107/corrections/"],
    "region": ["/310107/"],
    "region-timeliness": ["/310107/timeliness/"],
    "year": ["/310107/2026/", "/310107/2025/?q=czj&kind=x&sort=-total"],
    "department": ["/310107/105/", "/360483/102/"],
    "rankings": ["/310107/2026/rankings/", "/310107/2026/rankings/?find=zz"],
    "ranking": ["/310107/2026/rankings/three-public/", "/310107/2026/rankings/three-public/?page=x"],
    "peers": ["/310107/205/2026/peers/"],
    "project": ["/360483/102/2021/projects/18f7de64/"],
    "disclosure": ["/310107/105/2025/", "/310107/207/2026/", "/310107/401/2024/"],
    "version": ["/310107/207/2026/v1/"],
    "changes": ["/310107/207/2026/changes/1-2/"],
}
ADDRESSES = [
    f"{language}{address}"
    for addresses in PAGES.values()
    for address in addresses
    for language in ("", "/en")
]
NOT_THERE = ["/nothing/here/", "/en/nothing/here/"]


def is_page(pattern):
    """Not a file, not a feed; an address without its last slash is that of another with it."""
    route = str(pattern.pattern)
    return bool(pattern.name) and (not route or route.endswith("/")) and not route.endswith("feed/")


def test_every_kind_of_page_is_looked_at():
    assert {pattern.name for pattern in urls.urlpatterns if is_page(pattern)} == set(PAGES)


@pytest.mark.parametrize("address", [*ADDRESSES, *NOT_THERE, "/api/v1/docs/"])
def test_a_page_has_no_barriers_and_stays_within_the_screen(page, axe, address):
    page.goto(address)
    if address == "/api/v1/docs/":
        page.locator(".opblock-summary").first.wait_for()
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe(page) == [], (size["width"], scheme)
