"""System checks: what would make every published page wrong, and what an installation must not go without."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import DatabaseError

from . import signing
from .declaring.narrative import WORDS, Part, Perhaps, Slot, parse
from .english import catalogue
from .proofs import has_sm3


@register()
def catalogues_are_compiled(app_configs, **kwargs):
    """Without its catalogues a site would publish Chinese pages in English and English ones in Chinese, and store them."""
    sources = [
        source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")
    ]
    return [
        Error(
            f"{source.relative_to(settings.BASE_DIR)} is not compiled.",
            hint="Run: make messages",
            id="disclosures.E001",
        )
        for source in sources
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]


@register()
def english_says_what_the_chinese_says(app_configs, **kwargs):
    """A slot lost or mistyped in translation would leave a figure out of a published sentence, or stop publication."""
    return [
        Error(f"locale/en/LC_MESSAGES/forms.po: {problem}", id="disclosures.E002")
        for problem in slips(catalogue())
    ]


def slips(messages: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the slots of translations: figures and names lost, doubled, unknown, or out of their brackets."""
    for pattern, translation in messages.items():
        try:
            said, told = parse(pattern), parse(translation)
        except ValueError as error:
            yield f"“{pattern}”: {error}"
            continue
        figures, found = (Counter(_slots(parts, of_words=False)) for parts in (said, told))
        words, known = (set(_slots(parts, of_words=True)) for parts in (said, told))
        if lost := [*(figures - found), *(words - known - MAY_BE_LOST)]:
            yield f"“{pattern}”: {', '.join(lost)} is lost"
        if unknown := [*(found - figures), *(known - words)]:
            yield f"“{pattern}”: {', '.join(unknown)} does not stand there in the Chinese"


#: Words that English may do without: the verb and its rate are one word, and a title need not say of what kind.
MAY_BE_LOST = {"{kind}", "{short}", "{level}"}
TURNS = ("verb", "rate")


def _slots(parts: Iterable[Part], *, of_words: bool, brackets: str = "") -> Iterator[str]:
    """The slots of a pattern as they are written, each in the brackets it stands in; words of the books apart."""
    for part in parts:
        match part:
            case Perhaps():
                opened = brackets + ("[?" if part.zero_will_do else "[")
                yield from _slots(part.parts, of_words=of_words, brackets=opened)
            case Slot() if part.view not in TURNS and (part.name in WORDS) == of_words:
                yield _written(part) if of_words else brackets + _written(part)


def _written(slot: Slot) -> str:
    view = f":{slot.view.replace('cn', 'n')}" if slot.view else ""
    return f"{{{'*' if slot.is_list else ''}{slot.name}{view}}}"


# Deployment (security.md §1.4): what Django's own list does not look at ----------------------------------------------

SHORTEST_AUDIT = 184  # days: six months of 网络安全法, the longest there are
LONGEST_IDLE, LONGEST_SESSION = 30 * 60, 12 * 3600
LARGEST_REQUEST = 25 * 1024 * 1024


@register(deploy=True)
def an_installation_is_guarded(app_configs, **kwargs):
    """One error for every guard that settings have taken away."""
    return [Error(problem, id=id) for id, problem in unguarded(settings) if problem]


def unguarded(settings) -> Iterator[tuple[str, str]]:
    """(id, sentence) for each guard; the sentence is empty where the guard stands."""
    said = settings.CONTENT_SECURITY_POLICY
    is_strict = (
        "'unsafe-inline'" not in str(said) and said.get("object-src") == said.get("base-uri") == "'none'"
    )
    sends_it = settings.MIDDLEWARE[0] == "config.middleware.Headers"
    yield "disclosures.E010", "" if is_strict and sends_it else "Pages are sent without a strict CSP."
    yield "disclosures.E011", "" if settings.AUDIT_DAYS >= SHORTEST_AUDIT else "Events are not kept 184 days."
    small = settings.DATA_UPLOAD_MAX_MEMORY_SIZE and settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    is_bounded = small and settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= LARGEST_REQUEST
    yield "disclosures.E012", "" if is_bounded else "Requests have no bound of size or fields."
    if settings.SERVES_STAFF:
        yield from _unguarded_staff(settings)


def _unguarded_staff(settings) -> Iterator[tuple[str, str]]:
    has_steps = "budgets.signing_in.apps.StaffSiteConfig" in settings.INSTALLED_APPS
    is_watched = "budgets.signing_in.sessions.Sessions" in settings.MIDDLEWARE
    yield "disclosures.E013", "" if has_steps and is_watched else "Staff sign in without a second factor."
    ends = settings.SESSION_COOKIE_AGE <= LONGEST_IDLE and settings.SESSION_LONGEST <= LONGEST_SESSION
    yield (
        "disclosures.E014",
        "" if ends else "Sessions of staff last longer than 30 minutes idle, 12 hours in all.",
    )
    is_first = "Argon2" in settings.PASSWORD_HASHERS[0]
    yield "disclosures.E015", "" if is_first else "Passwords are not stored with Argon2."


@register(deploy=True)
def nobody_is_above_the_rules(app_configs, **kwargs):
    """A superuser passes every check of rights; a person of the demo has a password that everybody knows."""
    if not settings.SERVES_STAFF:
        return []
    from budgets.signing_in import backend, codes  # the public role has no such tables

    try:
        superusers, of_the_demo = backend.superusers(), codes.people_of_the_demo()
    except DatabaseError:
        return []  # no tables yet, so nobody in them
    errors = [
        Error(
            f"{name} is an active superuser, who passes every check of rights.",
            hint="Make administrators with: manage.py create_administrator NAME --role system|security|audit",
            id="disclosures.E016",
        )
        for name in superusers
    ]
    if not settings.SITE_SAMPLE:
        errors += [
            Error(f"{name} is a person of the demo, whose password everybody knows.", id="disclosures.E017")
            for name in of_the_demo
        ]
    return errors


# What lets anybody check ---------------------------------------------------------------------------------------------


@register()
def sm3_is_there(app_configs, **kwargs):
    """Ledger and manifests name files by SHA-256 and by SM3 (GB/T 32905), where OpenSSL knows it."""
    if has_sm3():
        return []
    hint = "Use an OpenSSL with SM3 (1.1.1 or newer, not built with no-sm3)."
    return [
        Warning(
            "OpenSSL has no SM3: the ledger will name files by SHA-256 alone.",
            hint=hint,
            id="disclosures.W020",
        )
    ]


@register()
def keys_can_be_read_and_belong_together(app_configs, **kwargs):
    """A signature that nobody can verify is worse than none, and a publication must not fail over a key."""
    try:
        secret, public = signing.secret_key(), signing.public_key()
    except (OSError, ValueError) as error:
        return [Error(f"SIGNING_KEY_FILE or SIGNING_PUBLIC_KEY: {error}", id="disclosures.E020")]
    if secret and public and secret.public.text() != public.text():
        return [Error("SIGNING_PUBLIC_KEY is not the public key of SIGNING_KEY_FILE.", id="disclosures.E021")]
    return []
