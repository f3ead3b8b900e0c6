"""The workbook of a version, laid out as the official form's: cover, contents, then text and tables in their order.

On the sheet of a table the title stands in row 2, whose it is and the unit in row 4, the heads from row 6. Amounts are
numbers in the unit of the table, exact to the 分, and show as many decimals as are printed; a blank stays blank. Text is
never a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.conf import settings

from .imprint import SAMPLE, contents, imprint
from .ooxml import legal
from .opendata import FORMULA, heading_text
from .workbook_plan import divided, paragraphs, sheet_name, sheets
from .workbook_table import CLEAR, LINE, ROW, height_of, raise_row, write_table

Content = Mapping[str, Any]
Block = Mapping[str, Any]

#: What a draft says of itself instead of the imprint.
DRAFT = [("版本", "草稿，尚未公开")]
#: How much text fits in the highest row there can be.
LONGEST = 22 * LINE

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "宋体", "font_size": 12, "font_scheme": "none"},
    "default_column_width": 72,  # what a column measures in when that is the typeface
}


def render_workbook(content: Content, sha256: str = "") -> bytes:
    """The workbook of one version; of a draft, which has no number and no date, without its imprint."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    about = {"title": legal(content["title"]), "author": legal(content["department"]["name"])}
    book.set_properties(about | (_stamp(content, sha256) if content["published_at"] else {}))
    Writer(book, content).write(sha256)
    book.close()
    return out.getvalue()


def _stamp(content: Content, sha256: str) -> dict[str, Any]:
    published = datetime.fromisoformat(content["published_at"]).replace(tzinfo=None)
    return {"comments": f"第{content['number']}版 sha256:{sha256}", "created": published}


# Writing ----------------------------------------------------------------------------------------------------------


class Writer:
    """Writes the sheets of one version. A format is made once, however many cells wear it."""

    def __init__(self, book: Any, content: Content) -> None:
        self.book, self.content = book, content
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self, sha256: str) -> None:
        planned = list(sheets(self.content["blocks"]))
        taken = {"封面", "目录"}
        names = [sheet_name(sheet.title, taken) for sheet in planned]
        self._cover(sha256)
        self._contents({sheet.anchor: name for sheet, name in zip(planned[::-1], names[::-1], strict=True)})
        for sheet, name in zip(planned, names, strict=True):
            if sheet.table:
                write_table(self, self._page(name), sheet.table, sheet.above)
            else:
                self._text(self._page(name), sheet.text)

    def _page(self, name: str) -> Any:
        """A new sheet: A4 across, as wide as the page."""
        page = self.book.add_worksheet(name)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_footer("&C— &P —")
        page.set_default_row(ROW)
        return page

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "vcenter"} | properties)
        return self.formats[key]

    def string(self, page: Any, row: int, column: int, text: str, **properties: Any) -> None:
        """Text as text. What begins like a formula stays text when somebody edits it."""
        if text.startswith(FORMULA):
            properties["quote_prefix"] = True
        page.write_string(row, column, legal(text), self.format(**properties))

    def over(self, page: Any, row: int, last: int, text: str, **properties: Any) -> None:
        """Text from the first to the last column of a row."""
        if last > 0:
            page.merge_range(row, 0, row, last, "", self.format(**properties))
        self.string(page, row, 0, text, **properties)

    # The first two sheets

    def _cover(self, sha256: str) -> None:
        content, page = self.content, self._page("封面")
        page.set_column(0, 0, 24)
        page.set_column(1, 1, LINE - 24)
        page.set_row(2, 90)
        title = (content.get("cover") or content)["title"]
        self.over(page, 2, 1, title, font_size=30, align="center", text_wrap=True)
        maker = "预算主管部门" if content["kind"] == "department" else "预算单位"
        page.set_row(8, 30)
        self.over(page, 8, 1, f"{maker}：{content['department']['name']}", font_size=18, align="center")
        facts = imprint(content, sha256) if content["published_at"] else DRAFT
        for row, (name, words) in enumerate(facts, 12):
            raise_row(page, row, height_of(words, LINE - 24))
            self.string(page, row, 0, name, border=1)
            self.string(page, row, 1, words, border=1, text_wrap=True)
        if settings.SITE_SAMPLE:
            self.string(page, 13 + len(facts), 0, SAMPLE)
        page.print_area(0, 0, 13 + len(facts), 1)

    def _contents(self, names: Mapping[str, str]) -> None:
        """The contents of the document; a line that has a sheet leads to it."""
        page = self._page("目录")
        page.set_column(0, 0, LINE)
        page.set_row(0, 36)
        self.string(page, 0, 0, "目　录", font_size=20, align="center")
        row = 0
        for row, (level, entry) in enumerate(contents(self.content), 2):
            look = {"font_size": 14, "indent": 2 * (level - 1)}
            if name := names.get(entry.anchor):
                page.write_url(row, 0, f"internal:'{name}'!A1", self.format(**look), legal(entry.text))
            else:
                self.string(page, row, 0, entry.text, **look)
        page.print_area(0, 0, row, 0)

    # Text

    def _text(self, page: Any, blocks: Sequence[Block]) -> None:
        """The heading of the part in row 1, then a row for each paragraph."""
        page.set_column(0, 0, LINE)
        page.set_row(0, 36)
        self.string(page, 0, 0, heading_text(blocks[0]), font_size=18, align="center")
        row = 2
        for text, is_heading in paragraphs(blocks[1:]):
            for piece in divided(text, LONGEST):
                raise_row(page, row, height_of(piece, LINE - 2 * CLEAR))
                look = {"font_name": "黑体"} if is_heading else {"text_wrap": True, "indent": 1}
                self.string(page, row, 0, piece, **look)
                row += 1
        page.print_area(0, 0, row - 1, 0)
