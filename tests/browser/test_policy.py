"""Under the Content-Security-Policy nothing of ours is refused, in a real browser; and what breaks it is."""

import re

import pytest

from tests.browser.signing import sign_in

PUBLIC = ["/", "/en/", "/data/", "/rules/", "/310107/105/2025/", "/en/310107/105/2025/", "/nothing/"]
#: What is no page, or leaves.
NO_PAGE = re.compile(
    r"\.(csv|json|pdf|xlsx|docx|zip|txt|jsonl|py)\b|/workbook/$|export|download|schema|logout"
)
REFUSALS = "document.addEventListener('securitypolicyviolation', e => console.error('refused ' + e.violatedDirective))"


@pytest.fixture
def watched(page):
    """A page that keeps what the browser refused and what scripts complained of."""
    page.told = []
    page.add_init_script(REFUSALS)
    page.on("console", lambda said: page.told.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.told.append(str(error)))
    return page


def refused(page):
    """What was told, but for the 404 that the browser itself notes for a page that is not there."""
    page.wait_for_load_state("networkidle")
    return [text for text in page.told if "404" not in text]


def test_a_page_that_breaks_the_policy_is_noticed(watched):
    """The control: an inline script, an inline style and a frame are all refused, and seen to be."""
    page = watched

    def answer(route):
        policy = route.fetch().headers["content-security-policy"]
        body = "<p style='color:red'>x<script>document.title='ran'</script><iframe src='/en/'></iframe>"
        route.fulfill(body=body, headers={"Content-Type": "text/html", "Content-Security-Policy": policy})

    page.route("**/data/", answer)
    page.goto("/data/")
    told = " ".join(refused(page))
    assert page.title() != "ran"
    assert all(f"refused {part}" in told for part in ("script-src", "style-src", "frame-src"))


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_of_a_public_page_is_refused(watched, path):
    watched.goto(path)
    assert refused(watched) == []


def test_nothing_of_the_pages_of_the_api_is_refused(watched):
    watched.goto("/api/v1/docs/")
    watched.locator(".opblock-summary").first.click()
    watched.get_by_role("button", name="Try it out").click()
    watched.get_by_role("button", name="Execute").click()
    watched.locator("td.response-col_status", has_text="200").first.wait_for()
    assert refused(watched) == []


@pytest.mark.parametrize("name", ["clerk", "reviewer", "finance", "system", "security", "audit"])
def test_nothing_of_the_pages_of_staff_is_refused(watched, name):
    sign_in(watched, name)
    seen, waiting = set(), ["/admin/", "/admin/password_change/"]
    while waiting and len(seen) < 25:
        path = waiting.pop(0)
        if path not in seen:
            seen.add(path)
            watched.goto(path)
            found = watched.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
            links = [link.partition("#")[0] for link in found]
            waiting += [link for link in links if link.startswith("/admin/") and not NO_PAGE.search(link)]
    assert len(seen) > 2 and refused(watched) == []


def test_a_line_tells_five_minutes_before_a_session_ends(watched):
    watched.clock.install()
    sign_in(watched, "clerk")
    line = watched.locator(".session-end")
    assert not line.is_visible()
    watched.clock.fast_forward(25 * 60 * 1000 + 5000)
    line.wait_for(state="visible")
    assert "5 分钟后将自动退出。" in line.inner_text()
    line.get_by_role("button", name="继续使用").click()
    line.wait_for(state="hidden")
