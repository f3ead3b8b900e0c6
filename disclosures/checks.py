"""System checks of the public side: what would make every published page wrong is found before anything is published."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register

from .declaring.narrative import WORDS, Part, Perhaps, Slot, parse
from .english import catalogue


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
