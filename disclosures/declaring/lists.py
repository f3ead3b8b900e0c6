"""What the sentences and lists of a form run over: accounts with money, sources, projects, units, given figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from budgets.books import ProjectSheet
from budgets.figures import Figures
from budgets.ledger import LEVELS, SYSTEMS, key

from .narrative import Item, Over

LEVEL_NAMES = "类款项"


def codes(
    *rows: str,
    letter: str = "f",
    level: int = 0,
    lowest: bool = False,
    nature: str = "",
    cost: str = "",
    always: tuple[str, ...] = (),
) -> Over:
    """The accounts with money under a measure (and of one nature, one cost), in chart order.

    ``rows``: measure and coordinates, such as ``"expenditure", "grant"``. ``level`` 1 gives the 类 only, ``lowest`` those
    that nothing stands under, ``always`` also these where the year's chart has them. Words: name, code, full
    (一般公共服务支出（类）财政事务（款）行政运行（项）), use.
    """

    def found(figures: Figures) -> Iterator[Item]:
        books = figures.books
        named = {code for code in always if (SYSTEMS[letter], code) in books.names}
        listed = sorted({*books.ledger.codes(*rows, letter=letter, level=level, nature=nature), *named})
        for code in lowest_of(listed) if lowest else listed:
            figure = key(*rows, f"{letter}{code}", nature, cost)
            yield Item(figure, account_words(figures, letter, code))

    return found


def lowest_of(listed: Sequence[str]) -> list[str]:
    """The codes that no other of them stands under."""
    return [code for code in listed if not any(o != code and o.startswith(code) for o in listed)]


def account_words(figures: Figures, letter: str, code: str) -> dict[str, str]:
    books = figures.books
    steps = [code[:n] for n in LEVELS[letter] if n <= len(code)]
    named = zip(steps, LEVEL_NAMES, strict=False)
    purpose = books.purposes.get(code) if letter == "f" else None
    return {
        "name": books.name_of(letter, code),
        "code": code,
        "full": "".join(f"{books.name_of(letter, step)}（{level}）" for step, level in named),
        "use": use_of(purpose.use) if purpose else "",
    }


def use_of(text: str) -> str:
    """What money is for, as it stands behind “主要用于”: many write these words, and a stop, themselves."""
    return text.strip().removeprefix("主要用于").rstrip("。；;")


def purposes(*rows: str) -> Over:
    """The lowest functions with money, each as what it was against last year's execution (``against.f2010601``)."""

    def found(figures: Figures) -> Iterator[Item]:
        for code in lowest_of(figures.books.ledger.codes(*rows, letter="f")):
            yield Item(f"against.f{code}", account_words(figures, "f", code))

    return found


def given(*figures_and_names: tuple[str, str]) -> Over:
    """These figures under these names."""
    items = tuple(Item(figure, {"name": name}) for figure, name in figures_and_names)
    return lambda figures: items


def booked(over: Over, *always: str) -> Over:
    """Of these, those that are something this year or last, and the figures that are always told."""

    def found(figures: Figures) -> Iterator[Item]:
        for item in over(figures):
            if item.key in always or figures.amount(item.key) or figures.last(item.key):
                yield item

    return found


def first_stated(*keys: str) -> Over:
    """Of these figures the first that is stated: a particular, and what it is by the lists where it is not."""

    def found(figures: Figures) -> Iterator[Item]:
        yield from [Item(key) for key in keys if figures.value(key) is not None][:1]

    return found


def kinds(base: str, named: Iterable[tuple[str, str]]) -> Over:
    """The kinds of one figure: ``kinds("staff.posts", POST_KINDS)``."""
    return given(*((f"{base}.{kind}", name) for kind, name in named))


def projects(figures: Figures) -> Iterator[Item]:
    """Every project, with its sheet as words."""
    for project in figures.books.projects:
        yield Item(project.key, project_words(project))


def project_words(project: ProjectSheet) -> dict[str, str]:
    names = ("name", "use", "overview", "basis", "body", "plan", "period", "schedule", "goal")
    words = {name: getattr(project, name).strip() for name in names}
    return words | {"use": use_of(words["use"])}


def purchases(*kinds_of_purchase: str) -> Over:
    """The named purchases of these kinds (goods, works, services); without any, all."""

    def found(figures: Figures) -> Iterator[Item]:
        for purchase in figures.books.purchases:
            if not kinds_of_purchase or purchase.kind in kinds_of_purchase:
                yield Item(purchase.key, {"name": purchase.name})

    return found


def duties(figures: Figures) -> Iterator[Item]:
    return (Item(words={"text": duty}) for duty in figures.books.duties)


def offices(figures: Figures) -> Iterator[Item]:
    return (Item(words={"name": office}) for office in figures.books.offices)


def units(figures: Figures) -> Iterator[Item]:
    """The units whose budgets are in this one, the department itself among them."""
    return (_unit(unit) for unit in figures.books.units)


def subordinate_units(figures: Figures) -> Iterator[Item]:
    return (_unit(unit) for unit in figures.books.units if not unit.is_itself)


def _unit(unit) -> Item:
    about = "，".join(word for word in (unit.kind_label, unit.funding_label) if word)
    return Item(words={"name": unit.name, "kind": unit.kind_label, "about": about})
