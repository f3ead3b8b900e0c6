"""The rules of the house, as tests that walk the code and fail when a newcomer breaks one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What answers the public: none of it may know a draft.
PUBLIC = (
    "api", "asking", "changes", "comparing", "copies", "corrections", "differences", "feeds", "filters", "glossary",
    "history", "indexing", "kept_pages", "list_pages", "listing", "lists", "packages", "parameters", "pointers",
    "printing", "projects", "proofs", "public", "public_ledger_views", "release", "rulebook", "search", "sheets", "signing",
    "sitemaps", "static_site", "store", "tables", "timeliness", "tombstones", "understanding", "urls", "verification",
    "views",
)  # fmt: skip


#: Where the finance office keeps what readers compare by, beside what compares.
KEEPING = ("comparing/actions.py", "comparing/admin.py")

#: What finds lines and grids on a page: places are measured in points, which are no money.
MEASURING = ("lines.py", "pdf.py", "pdf_colours.py", "pdf_grids.py", "pdf_interpreter.py", "text_tabs.py")


def modules(folder):
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def imports(path):
    """Dotted names that a module imports, relative ones resolved."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def strangers(path, *, known):
    """What a module imports of the project and is not known, the names within a known module and bare packages aside."""
    found = [name for name in imports(path) if name.split(".")[0] in ("budgets", "disclosures", "config")]
    return [
        name
        for name in found
        if not name.startswith(tuple(known)) and not any(each.startswith(f"{name}.") for each in known)
    ]


def calls(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


@pytest.mark.parametrize("path", modules("budgets"), ids=lambda p: p.stem)
def test_what_is_true_does_not_know_what_was_said(path):
    assert not [name for name in imports(path) if name.split(".")[0] in ("disclosures", "config")]


@pytest.mark.parametrize("path", modules("disclosures"), ids=lambda p: p.stem)
def test_what_was_said_does_not_know_the_configuration(path):
    assert not [name for name in imports(path) if name.split(".")[0] == "config"]


def public_modules():
    for name in PUBLIC:
        file = ROOT / "disclosures" / f"{name}.py"
        yield from [file] if file.exists() else modules(f"disclosures/{name}")


@pytest.mark.parametrize("path", list(public_modules()), ids=lambda p: f"{p.parent.stem}/{p.stem}")
def test_the_public_side_imports_nothing_that_can_reach_a_draft(path):
    around = (
        "addresses",
        "document",
        "english",
        "faithful",
        "limited",
        "models",
        "reading",
        "rendering",
        *PUBLIC,
    )
    # What the rules say, and what keys of figures say; not what looks at figures.
    words = (
        "budgets.catalogue",
        "budgets.chart",
        "budgets.clock",
        "budgets.keys",
        "budgets.ledger",
        "budgets.money",
        "budgets.parts",
        "budgets.rules.registry",
    )
    known = (*words, *(f"disclosures.{each}" for each in around))
    if path.as_posix().endswith(KEEPING):
        return
    assert strangers(path, known=known) == []


def formats(path):
    """How an f-string of a module has its values written."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            yield ast.unparse(node.format_spec)


@pytest.mark.parametrize(
    "path", [*public_modules(), *modules("disclosures/rendering")], ids=lambda p: f"{p.parent.stem}/{p.stem}"
)
def test_one_module_decides_how_a_figure_reads_on_a_public_page(path):
    if path.stem != "printing":
        assert not {"budgets.money.printed", "budgets.money.rounded"} & set(imports(path))
        assert not [each for each in formats(path) if re.search(r"[,+].*f|\+|,f", each)]


@pytest.mark.parametrize("path", modules("disclosures/rendering"), ids=lambda p: p.stem)
def test_rendering_knows_neither_forms_nor_the_ledger_nor_the_database(path):
    around = ("document", "english", "addresses", "printing", "timeliness", "glossary")
    known = (
        "budgets.money",
        "disclosures.limited",
        "disclosures.rendering",
        *(f"disclosures.{name}" for name in around),
    )
    assert strangers(path, known=known) == []


@pytest.mark.parametrize("path", modules("disclosures/declaring"), ids=lambda p: p.stem)
def test_declaring_knows_nothing_of_how_a_document_is_rendered_or_read(path):
    known = ("budgets", "disclosures.declaring", "disclosures.document", "disclosures.english")
    assert strangers(path, known=known) == []
    assert "budgets.models" not in imports(path)


@pytest.mark.parametrize("path", modules("disclosures/reading"), ids=lambda p: p.stem)
def test_what_reads_documents_knows_nothing_of_how_ours_are_made(path):
    assert strangers(path, known=("budgets", "disclosures.limited", "disclosures.reading")) == []
    assert "budgets.models" not in imports(path)


def ours():
    """What handles our own figures: what reads documents of others adds up what they printed, to hold it against their
    totals, and counts lines and columns."""
    return [path for path in (*modules("budgets"), *modules("disclosures")) if "reading" not in path.parts]


#: The ledger; and what adds no money: widths of columns, lengths of texts and files, how many were found.
ADDING = (
    "budgets/ledger.py",
    "disclosures/intake/child.py",
    "disclosures/rendering/grid.py",
    "disclosures/search/pages.py",
    "disclosures/static_site/export.py",
)


@pytest.mark.parametrize("path", ours(), ids=lambda p: p.stem)
def test_only_the_ledger_adds(path):
    forbidden = {"Sum", "Avg", "aggregate", "sum", "fsum"}
    if not path.as_posix().endswith(ADDING):
        assert not forbidden & set(calls(path)), "totals are asked of the ledger"


def test_what_a_budget_is_called_is_said_in_one_place():
    everywhere = [*modules("budgets"), *modules("disclosures"), *(ROOT / "templates").rglob("*.html")]
    says = re.compile(r"get_kind_display(\(\))?\s*\}+预算")
    assert [path.name for path in everywhere if says.search(path.read_text())] == ["entered.py"]


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: p.name)
def test_no_template_computes_marks_safe_or_reaches_outside(path):
    text = path.read_text()
    assert not re.search(r"\|\s*(add|safe|floatformat|divisibleby)\b", text)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", text)
    assert not re.search(r"""\s(style|on[a-z]+)=["']""", text), "a strict CSP forbids it"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"""<textarea[^>]*maxlength=["']?\d""", text), "the field says how much it keeps"


@pytest.mark.parametrize("path", [*modules("budgets"), *modules("disclosures")], ids=lambda p: p.stem)
def test_amounts_are_never_floats(path):
    text = path.read_text()
    assert "FloatField" not in text and "DecimalField(" not in text.replace("serializers.DecimalField", "")
    measures = "reading" in path.parts and path.name in MEASURING
    has_no_decimals = path.name in ("workbook_table.py", "cell_formats.py")  # a spreadsheet
    if not has_no_decimals and not measures:
        assert "float" not in {name for name in calls(path)}


@pytest.mark.parametrize("path", [*modules("budgets"), *modules("disclosures")], ids=lambda p: p.stem)
def test_no_exception_is_swallowed(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ExceptHandler):
            only_passes = all(isinstance(statement, ast.Pass) for statement in node.body)
            assert node.type is not None and not only_passes


def test_migrations_are_complete(db):
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
