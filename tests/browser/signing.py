"""How people of the demo come in, in a real browser: a password, and the code that a sample site shows."""

from disclosures.management.commands.demo import password_of


def sign_in(page, name):
    page.goto("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", password_of(name))
    page.click("[type=submit]")
    page.fill("#id_code", page.locator(".sample b").inner_text())
    page.click("[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
