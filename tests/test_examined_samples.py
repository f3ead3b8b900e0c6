"""Two real disclosures, as PDF and as the text of one: what contradicts itself in them is found, what holds is silent."""

import pytest

from tests.expected import Expected, differs, found, missing, report, says, unexpected

ANNUITY = "机关事业单位职业年金缴费支出"

#: What is wrong in 普陀区财政局 2025.
OF_PUTUO: tuple[Expected, ...] = (
    differs("N01", "799.9983", ANNUITY, "887.36", level="error"),
    says("R20", "国有资本经营预算支出功能分类预算表", "政府性基金", level="error"),
    says("N15", "本部门", "本单位", level="warning"),
)
#: Amounts that were truncated where they should be rounded, and a word that the chart writes otherwise.
SLIPS_OF_PUTUO = (
    *(
        differs("N01", by, amount, level="info")
        for by, amount in (
            ("0.0080", "87.70"),
            ("0.0064", "78.21"),
            ("0.0097", "204.91"),
            ("0.0060", "268.77"),
        )
    ),
    says("R21/N02", "其它", level="info"),
)
#: In the text of the PDF as plain extractors give it five sentences stand twice; no reader of the page sees them.
TWICE_IN_TEXT = (
    *(
        says("N02", code, "2 次", level="error")
        for code in ("2080506", "2080599", "2101101", "2210201", "2210203")
    ),
)

#: What is wrong in 万里街道 2024.
OF_WANLI: tuple[Expected, ...] = (
    says("R20", "“三公”经费和机关运行经费预算表", level="error"),
    differs("N01", "2.3201", "住房公积金", "352.67", level="error"),
    differs("N04", "0.66", "住房公积金", "0.53%"),
    says("N06", "宣传事务", "减少", "增加", level="warning"),
    says("N04", "其他教育支出", "100.00%", level="warning"),
    says("R21", "301 2", level="warning"),
    says("R21", "301 7", level="warning"),
    says("N15", "市级", level="warning", times=0),
)


@pytest.mark.parametrize("name", ["putuo-finance-2025.pdf", "putuo-finance-2025.txt"])
class TestPutuo:
    def test_everything_that_is_wrong_is_found(self, name):
        assert missing([f for f in report(name).findings if f.level != "info"], _once(name, OF_PUTUO)) == []

    def test_slips_are_for_the_eye_only(self, name):
        infos = [f for f in report(name).findings if f.level == "info"]
        expected = _once(name, SLIPS_OF_PUTUO)
        assert missing(infos, expected) == []
        assert unexpected(infos, expected) == []

    def test_nothing_else_is_called_wrong(self, name):
        twice = TWICE_IN_TEXT if name.endswith(".txt") else ()
        told = [f for f in report(name).findings if f.level != "info"]
        assert unexpected(told, [*OF_PUTUO, *twice]) == []

    def test_every_table_is_read(self, name):
        reading = report(name).reading
        assert [table.kind for table in reading.tables] == [
            "balance",
            "income",
            "expenditure",
            "grant",
            "general",
            "fund",
            "capital",
            "basic",
            "three-public",
        ]
        assert reading.unread == ()


def test_a_citizen_is_told_which_amount_is_ten_times_too_large_and_what_would_fit():
    finding = found(report("putuo-finance-2025.pdf").findings, OF_PUTUO[0])[0]
    assert finding.suspect is not None
    assert "887.36" in finding.suspect.said.printed
    assert finding.suspect.text == "87.36"


def _once(name, expectations):
    """In the text a sentence may stand twice, and so may what is said of it."""
    if name.endswith(".pdf"):
        return expectations
    return tuple(Expected(e.rules, e.difference, e.says, e.level, times=0) for e in expectations)


@pytest.mark.parametrize("name", ["wanli-2024.pdf", "wanli-2024.txt"])
class TestWanli:
    def test_everything_that_is_wrong_is_found(self, name):
        assert missing(report(name).findings, OF_WANLI) == []

    def test_nothing_else_is_called_wrong(self, name):
        told = [f for f in report(name).findings if f.level != "info"]
        assert unexpected(told, OF_WANLI) == []

    def test_a_reader_is_told_which_of_two_amounts_of_one_sentence_is_wrong(self, name):
        finding = found(report(name).findings, OF_WANLI[1])[0]
        assert finding.suspect is not None
        assert "352.67" in finding.suspect.said.printed or "350.35" in finding.suspect.said.printed

    def test_rounding_is_for_the_eye_only_and_only_where_a_sum_is_off(self, name):
        infos = [f for f in report(name).findings if f.level == "info"]
        assert [f.message for f in infos if f.rule == "N01"] == []

    def test_the_identities_that_hold_are_silent(self, name):
        held = (
            "R01",
            "R02",
            "R03",
            "R04",
            "R05",
            "R06",
            "R07",
            "R08",
            "R10",
            "R11",
            "R13",
            "R17",
            "R18",
            "R23",
            "N09",
            "N10",
            "N11",
            "N12",
        )
        assert [
            f.message for rule in held for f in found(report(name).findings, says(rule)) if f.level != "info"
        ] == []
