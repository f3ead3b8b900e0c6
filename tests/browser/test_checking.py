"""Checking a file in a real browser: it never leaves the machine, and the answer is the same without script."""

import hashlib
import urllib.request

import pytest

PUTUO = "/310107/105/2025/"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def pdf(site, tmp_path):
    path = tmp_path / "下载的预算.pdf"
    path.write_bytes(urllib.request.urlopen(f"{site.url}{PUTUO}disclosure.pdf").read())
    return path


def test_a_chosen_file_is_looked_up_by_its_digest_alone(page, pdf):
    page.goto("/verify/")
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.post_data)))
    page.set_input_files("#file", pdf)
    page.wait_for_url("**/verify/?hash=*")
    assert page.url.endswith(hashlib.sha256(pdf.read_bytes()).hexdigest())
    assert {method for method, _body in sent} == {"GET"} and not [body for _method, body in sent if body]
    result = page.locator("#result").inner_text()
    assert "上海市普陀区财政局" in result and "现行" in result and "disclosure.pdf" in result


def test_a_file_with_one_byte_more_is_not_known(page, pdf):
    pdf.write_bytes(pdf.read_bytes() + b"0")
    page.goto("/en/verify/")
    page.set_input_files("#file", pdf)
    page.wait_for_url("**/verify/?hash=*")
    assert "No file with this digest stands here." in page.locator("#result").inner_text()


def test_a_file_may_be_dropped_anywhere_on_the_page(page, pdf):
    page.goto("/verify/")
    transfer = page.evaluate_handle(
        """async (address) => {
            const data = new DataTransfer();
            data.items.add(new File([await (await fetch(address)).arrayBuffer()], "a.pdf"));
            return data;
        }""",
        f"{PUTUO}disclosure.pdf",
    )
    page.dispatch_event("footer", "drop", {"dataTransfer": transfer})
    page.wait_for_url("**/verify/?hash=*")
    assert "现行" in page.locator("#result").inner_text()


def test_without_script_a_digest_is_typed(chromium, site, pdf):
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/verify/")
    assert not plain.locator("#file").is_visible()
    plain.fill("#hash", hashlib.sha256(pdf.read_bytes()).hexdigest())
    plain.click("button[type=submit]")
    assert "上海市普陀区财政局" in plain.locator("#result").inner_text()
    context.close()


def test_where_the_browser_cannot_compute_it_the_page_says_so(page):
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto("/verify/")
    assert page.locator("[data-insecure]").is_visible() and not page.locator("#file").is_visible()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/verify/", "/ledger/", "/ledger/1/", "/verify/?hash=" + "0" * 64])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_have_no_barriers_and_stay_within_the_screen(page, axe, screen, path, prefix):
    page.set_viewport_size(screen)
    page.goto(f"{prefix}{path}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
