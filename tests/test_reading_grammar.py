"""What a reader ties: of every sentence the figure that it says, and nothing where that is not certain.

Three measures: our own documents, whose amounts carry their keys; the published samples; and sentences as other provinces
write them (``sentences.txt``: a paragraph, and below it what it says, ``?`` before what must stay untied).
"""

import re
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.facts import Paragraph, Place
from budgets.figures import Figures
from disclosures.declaring import forms
from disclosures.declaring.outline import write
from disclosures.document import Cite, Heading
from disclosures.document import Paragraph as Written
from disclosures.reading import structure
from disclosures.reading.amounts import Squeezed, amounts_in
from disclosures.reading.context import Context
from disclosures.reading.facets import Facets
from disclosures.reading.grammar import tell
from disclosures.reading.meanings import meanings
from disclosures.reading.text import read_text
from tests.full import ended, fallen, full_books, quiet, without_last_year
from tests.samples_text import sample_text

SENTENCES = Path(__file__).parent / "sentences.txt"
EVERY_KIND = pytest.mark.parametrize(
    ("form", "kind"),
    [(form, kind) for form in forms.FORMS for kind in form.kinds],
    ids=lambda value: value if isinstance(value, str) else value.key,
)
YEARS_OF_A_BUDGET = (lambda books: books, quiet, fallen, ended, without_last_year)
#: The least share of amounts that must be tied, of our own documents and of others'.
LEAST = 0.95


# Our own documents ------------------------------------------------------------------------------------------------


def paragraphs_of(blocks):
    """The paragraphs as a reader finds them, and what is cited where: {(scope, start): key}."""
    path, found, cited = [], [], {}
    for block in blocks:
        if isinstance(block, Heading):
            path = [(level, text) for level, text in path if level < block.level]
            path.append((block.level, f"{block.number}{block.text}"))
        elif isinstance(block, Written):
            scope, text = f"p{len(found)}", ""
            for run in block.runs:
                if isinstance(run, Cite):
                    cited[scope, len(text)] = run.figure
                text += run if isinstance(run, str) else run.text
            found.append(Paragraph(text, Place(scope=scope), tuple(heading for _, heading in path)))
    return found, cited


def as_one(key):
    """A key by which figures are one that are one in every budget without money carried over."""
    base, _, view = key.rpartition(".")
    base, view = (base, f".{view}") if view in ("last", "change", "percent", "share") else (key, "")
    base = re.sub("^against[.]f", "expenditure.grant.f", base)
    base = re.sub(
        r"^expenditure[.](general|fund|capital|account)[.]year[.]total$", r"expenditure.\1.total", base
    )
    base = re.sub(r"^economic[.](?:(\w+)[.])?(basic|project)$", r"expenditure.\1.\2", base)
    base = re.sub("^purchase[.](?!services).*", "purchase", base)  # a sentence does not tell what kind it is
    return f"{base}{view}"


TOLD = {}


def told_of(form, kind, change):
    """What a reader is told by the full budget in a form, and what is cited where; each is composed once."""
    if (form.key, kind, change) not in TOLD:
        TOLD[form.key, kind, change] = _told_of(form, kind, change)
    return TOLD[form.key, kind, change]


def _told_of(form, kind, change):
    region = (form.regions[0] + "000000")[:6]
    year = min(max(form.valid_from, 2021), form.valid_to)
    books = change(full_books(year=year, kind=kind, region=region, form=form.family))
    paragraphs, cited = paragraphs_of(write(form, Figures(books)))
    return tell(paragraphs, Context(year, books.department_name, kind)), cited


@EVERY_KIND
def test_an_outsider_reads_every_amount_of_our_documents_as_the_figure_it_is(form, kind):
    for change in YEARS_OF_A_BUDGET:
        told, cited = told_of(form, kind, change)
        said = defaultdict(set)
        for each in told.spoken:
            said[each.place.scope, each.place.start].add(as_one(each.key))
        tied = [place for place in cited if place in said]
        wrong = {
            place: (cited[place], said[place]) for place in tied if as_one(cited[place]) not in said[place]
        }
        assert wrong == {}
        assert len(tied) >= LEAST * len(cited)


@EVERY_KIND
def test_an_outsider_takes_no_number_for_a_figure_that_is_none(form, kind):
    for change in YEARS_OF_A_BUDGET:
        told, cited = told_of(form, kind, change)
        extra = [s for s in told.spoken if (s.place.scope, s.place.start) not in cited and s.value != 0]
        assert extra == []
        assert [place for place in told.untied if (place.scope, place.start) not in cited] == []


# Published documents ----------------------------------------------------------------------------------------------

SAMPLES = ("hunan-service-2021", "lushan-service-2021", "putuo-finance-2025", "wanli-2024")


@pytest.fixture(scope="module")
def read():
    """Reads a sample's text once: (what it tells, its paragraphs)."""
    found = {}

    def reading(name):
        if name not in found:
            parts = structure.build(read_text(sample_text(name).encode()))
            context = Context(parts.year, parts.department, parts.kind)
            found[name] = tell(parts.paragraphs, context)
        return found[name]

    return reading


@pytest.mark.parametrize("name", SAMPLES)
def test_an_outsider_ties_nearly_every_amount_of_a_published_text(read, name):
    told = read(name)
    tied = len({(s.place.scope, s.place.start) for s in told.spoken})
    assert tied >= 30
    assert tied >= LEAST * (tied + len(told.untied))


@pytest.mark.parametrize(
    ("name", "key", "printed"),
    [
        ("hunan-service-2021", "running.change", ["779.71万元"]),
        ("hunan-service-2021", "staff.actual", ["14人"]),
        ("hunan-service-2021", "three-public.total.change", ["0.02万元"]),
        ("hunan-service-2021", "goals.total", ["1878.12万元"]),
        ("lushan-service-2021", "income.s1", ["210.95万元"]),
        ("lushan-service-2021", "expenditure.grant.total.change", ["623.48万元"]),
        ("lushan-service-2021", "economic.e301.percent", ["38.73%"]),
        ("lushan-service-2021", "economic.e302.change", ["5.98万元"]),
        ("lushan-service-2021", "running.percent", ["2%"]),
        ("lushan-service-2021", "staff.present", ["19人"]),
        ("putuo-finance-2025", "expenditure.grant.f2080506", ["887.36万元"]),
        ("putuo-finance-2025", "goals.projects", ["4个"]),
        ("putuo-finance-2025", "three-public.running.change", ["0万元"]),
        ("wanli-2024", "expenditure.grant.f2210201", ["350.35万元"]),
        ("wanli-2024", "against.f2210201", ["352.67万元"]),
        ("wanli-2024", "against.f2210201.last", ["348.52万元"]),
        ("wanli-2024", "against.f2120101.percent", ["12.60%"]),
        ("wanli-2024", "three-public.vehicles.change", ["25万元"]),
        ("wanli-2024", "units.civil-service", ["1家"]),
        ("wanli-2024", "procurement.small", ["465.49万元"]),
    ],
)
def test_a_reviewer_finds_the_figures_of_a_published_text_under_their_keys(read, name, key, printed):
    found = [said.printed.replace(" ", "") for said in read(name).spoken if said.key == key]
    assert list(dict.fromkeys(found)) == printed


def test_a_reviewer_sees_which_verb_a_text_left_open(read):
    word = {s.key: s.word for s in read("lushan-service-2021").spoken if s.word}
    assert word["expenditure.grant.total.change"] == "增加（减少）"
    assert word["three-public.abroad.change"] == "增（减）"
    assert word["economic.e302.change"] == "（减少）"


def test_a_reviewer_sees_the_year_that_a_change_is_compared_with(read):
    years = {s.key: s.year for s in read("lushan-service-2021").spoken}
    assert years["running.change"] == 2021
    assert years["running"] == 2021


# Other provinces --------------------------------------------------------------------------------------------------


def documents():
    """(name, year, department, [(section, text, what it says)]) of sentences.txt."""
    found = []
    for line in SENTENCES.read_text().splitlines():
        if line.startswith("## "):
            section = tuple(line[3:].split(" > "))
        elif line.startswith("# "):
            name, year, department = line[2:].split(" ")
            found.append((name, int(year), department, []))
        elif line.startswith("    "):
            found[-1][3][-1][2].append(line.strip())
        else:
            found[-1][3].append((section, line, []))
    return found


def as_listed(told, paragraphs):
    """What is told as sentences.txt lists it, paragraph by paragraph."""
    listed = defaultdict(list)
    for said in told.spoken:
        year = f" @{said.year}" if said.year else ""
        word = f" {said.word}" if said.word and said.word != said.printed else ""
        listed[said.place.scope].append((said.place.start, f"{said.key} {said.printed}{year}{word}"))
    for place in told.untied:
        text = paragraphs[int(place.scope[1:])].text[place.start :]
        listed[place.scope].append((place.start, "? " + re.match("[0-9,.]+[^0-9，。；、（）]{0,2}", text)[0]))
    return [
        [line for _, line in sorted(listed[each.place.scope], key=lambda pair: pair[0])]
        for each in paragraphs
    ]


@pytest.mark.parametrize("document", documents(), ids=lambda document: document[0])
def test_an_outsider_reads_the_sentences_of_other_provinces(document):
    _name, year, department, told_to_say = document
    paragraphs = [
        Paragraph(text, Place(scope=f"p{n}"), section) for n, (section, text, _) in enumerate(told_to_say)
    ]
    said = as_listed(tell(paragraphs, Context(year, department)), paragraphs)
    assert dict(zip((p.text for p in paragraphs), said, strict=True)) == {
        text: expected for _, text, expected in told_to_say
    }


# Amounts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安排_570_万元", [("5700000", "10000")]),
        ("安排1,623.18 万元", [("16231800.00", "100.00")]),
        ("安排１２．５万元", [("125000.0", "1000.0")]),
        ("安排0.3亿元", [("30000000.0", "10000000.0")]),
        ("安排34,567,890.12元", [("34567890.12", "0.01")]),
        ("支出预算为0。", [("0", "1")]),
        ("单价100万元（含）以上", []),
        ("约50万元", []),
        ("5至10万元", []),
        ("节约3万元", [("30000", "10000")]),
        ("5个月，3人次，2个百分点，第3个", []),
    ],
)
def test_a_reader_knows_amounts_from_limits_estimates_and_ordinals(text, expected):
    found = [amount for amount in amounts_in(Squeezed(text).text) if not amount.is_vague]
    assert [(str(amount.value), str(amount.step)) for amount in found] == expected


def test_two_numbers_side_by_side_are_not_one():
    assert Squeezed("250 250 237.33").text == "250 250 237.33"


def test_a_reader_finds_the_place_of_an_amount_in_the_text_as_printed():
    squeezed = Squeezed("“三公”经费 __5__ 万元")
    amount = amounts_in(squeezed.text)[0]
    assert squeezed.cut(amount.start, amount.end) == "5__ 万元"


# Words ------------------------------------------------------------------------------------------------------------


def test_a_term_says_the_coordinates_of_its_key():
    assert [f.key() for f in meanings("一般公共预算拨款收入")] == ["income.s101"]
    assert meanings("“三公”经费") == meanings("三公经费") != ()
    assert Facets(fund="general", nature="basic", code="e302").key() == "economic.general.e302.basic"
    assert Facets(fund="fund").key() == ""


# Readings that must not go wrong ----------------------------------------------------------------------------------


def said_in(text, year=2024, section=(), department="某市民政局"):
    told = tell([Paragraph(text, Place(scope="p0"), section)], Context(year, department))
    return {s.key: s for s in told.spoken}, told.untied


def test_an_unchanged_amount_is_a_change_of_nothing_to_the_digits_of_the_amount():
    said, _ = said_in("公务接待费1.50万元，与2023年预算持平。")
    change = said["three-public.reception.change"]
    assert (change.value, change.step, change.word, change.year) == (0, Decimal(100), "持平", 2023)


def test_a_fall_is_a_negative_change():
    said, _ = said_in("机关运行经费20.00万元，比上年减少5.00万元，下降20.00%。")
    assert said["running.change"].value == -50_000
    assert said["running.percent"].value == -20


def test_a_year_that_cannot_be_is_kept_for_the_rules_to_see():
    said, _ = said_in("2025年收入预算10.00万元，比2024年预算增加1.00万元。")
    assert (said["income.total"].year, said["income.total.change"].year) == (2025, 2024)


def test_a_misprinted_name_of_a_function_is_tied_under_its_path_and_labelled_as_printed():
    said, untied = said_in("“教育支出（类）教育管理事务（款）行政运营（项）”5.00万元。")
    assert said["expenditure.f2050101"].label == "教育支出（类）教育管理事务（款）行政运营（项）"
    assert untied == ()


def test_a_function_that_the_chart_does_not_have_stays_untied():
    said, untied = said_in("“教育支出（类）教育管理事务（款）星际航行补助（项）”5.00万元。")
    assert said == {}
    assert len(untied) == 1


def test_explanations_of_words_and_duties_say_no_figures():
    told = said_in("机关运行经费5.00万元。", section=("第四部分 名词解释",))
    assert told == ({}, ())


def test_what_follows_an_amount_that_is_not_known_is_not_said_of_the_one_before():
    said, untied = said_in("公务接待费5.00万元，灯光秀20.00万元，比上年增加3.00万元。")
    assert sorted(said) == ["three-public.reception"]
    assert len(untied) == 2


# Time -------------------------------------------------------------------------------------------------------------

HARD = (
    "（类）",
    "一般公共服务支出（类）财政事务（款）行政运行（项）",
    "其中：",
    "1",
    "111,",
    "比2024年",
    "（",
    "按支出功能分类",
    "基本支出1万元，其中：",
    "会议费、",
    "100万元（含）以上",
    "2023年预算1万元2024年",
    "1万元本级",
    "编制1人事业",
)


@pytest.mark.parametrize("piece", HARD)
def test_no_text_makes_a_reader_slow(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        start = time.process_time()
        tell([Paragraph(text, Place())], Context(2024))
        return time.process_time() - start

    seconds(3_000)  # the words of the year are made once
    assert seconds(60_000) < 10, "it grows with more than the length"


def test_a_long_document_is_told_in_a_second():
    document = documents()[0]
    text = "".join(text for _, text, _ in document[3])
    paragraphs = [Paragraph(text, Place(scope=f"p{n}")) for n in range(60_000 // len(text))]
    start = time.process_time()
    tell(paragraphs, Context(2024))
    assert time.process_time() - start < 2
