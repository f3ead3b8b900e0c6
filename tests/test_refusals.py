"""Whoever uploads a file that is no workbook is told what it is and what is wanted, not what a reader of documents takes."""

import io
import zipfile

import pytest

from disclosures.intake.sheets import read_workbook
from disclosures.reading.raw import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def packed(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def office(part):
    return packed(**{"[Content_Types].xml": "<x/>", part: "<x/>"})


@pytest.mark.parametrize(
    ("data", "what", "wanted"),
    [
        (b"%PDF-1.7\n%%EOF", "这是 PDF 文件", "另存为 .xlsx"),
        (office("word/document.xml"), "这是 Word 文档（.docx）", "另存为 .xlsx"),
        (office("ppt/presentation.xml"), "这是演示文稿（.pptx）", "另存为 .xlsx"),
        ("科目,金额\n教育,1\n".encode("gbk"), "这是文本文件（如 .csv）", "另存为 .xlsx"),
        ("科目,金额\n教育,1\n".encode(), "这是文本文件（如 .csv）", "另存为 .xlsx"),
        ("科目\t金额\r\n".encode("utf-16"), "这是文本文件（如 .csv）", "另存为 .xlsx"),
        (("a" + "表" * 4000).encode("gbk"), "这是文本文件（如 .csv）", "另存为 .xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "这是网页", "另存为 .xlsx"),
        (b'{"sheets": []}', "这是数据文件（.json）", "另存为 .xlsx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "这是图片", "另存为 .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "文件设有密码", "请取消密码后再上传"),
        (OLE + "Workbook".encode("utf-16-le"), "这是旧格式工作簿（.xls 或 .et）", "另存为 .xlsx"),
        (OLE + "WordDocument".encode("utf-16-le"), "这是旧格式文档（.doc 或 .wps）", "另存为 .xlsx"),
        (OLE, "不是 Excel 工作簿", "另存为 .xlsx"),
        (
            packed(**{"[Content_Types].xml": "<x/>", "xl/vbaProject.bin": "x"}),
            "不接受含宏文件",
            "另存为 .xlsx",
        ),
        (packed(**{"OFD.xml": "x"}), "这是 OFD 文件", "另存为 .xlsx"),
        (b"Rar!\x1a\x07", "这是压缩包", "解压后"),
        (b"", "文件是空的", "请确认后重新上传"),
    ],
)
def test_what_is_no_workbook_is_told_by_what_it_is_with_what_is_wanted(data, what, wanted):
    with pytest.raises(Unreadable) as refused:
        read_workbook(data)
    said = str(refused.value)
    assert what in said and wanted in said
    assert "PDF（有文字的）" not in said and "存为 .docx" not in said and "公开文件" not in said
