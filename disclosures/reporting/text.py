"""A report for the terminal: what was found, causes first, both places quoted, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from .told import NO_BUDGET, Told, ToldFinding, Where

INDENT = "   "


def lines_of(report: Told) -> Iterator[str]:
    """The report, line by line."""
    target = report.report["target"]
    yield f"{report.heading}（{target}）" if report.heading else target
    yield "，".join(_summary(report))
    for finding in report.findings:
        yield ""
        yield from _finding(finding, f"{finding.n}. ", "")
    if report.unlisted:
        yield ""
        yield f"另有 {report.unlisted} 处没有列出"
    yield from _list("没有读出来", [(each, each["reason"]) for each in report.report["unread"]])
    yield from _list("没有对上数据的金额", [(each, "") for each in report.report["untied"]])


def _summary(report: Told) -> Iterator[str]:
    about = report.report
    if about["pages"] > 1:
        yield f"{about['pages']} 页"
    times = f"（{report.times} 处）" if report.times else ""
    yield f"读到 {about['tables']} 张表、{about['figures']} 个数{times}"
    if not report.is_budget:
        yield NO_BUDGET
    counts = "、".join(f"{word} {count} 处" for _mark, word, count, _first in report.counts)
    if counts or report.is_budget:
        yield counts or "勾稽全部相符"
    if report.untold:
        yield f"没有读出来或没有对上 {report.untold} 处"


def _finding(finding: ToldFinding, number: str, indent: str) -> Iterator[str]:
    yield f"{indent}{number}{finding.level_word} {finding.rule} {finding.title}"
    inner = f"{indent}{INDENT}"
    if finding.message:
        yield f"{inner}{finding.message}"
    for side in finding.sides:
        yield f"{inner}{side.label}　{side.text}"
        if side.sum:
            yield f"{inner}{INDENT}{side.sum}"
        yield from _where(side.where, inner)
    for place in finding.places:
        yield from _where(place, inner)
    if finding.difference:
        yield f"{inner}相差　{finding.difference}"
    if suspect := finding.suspect:
        others = f"，由此引起的 {len(finding.echoes)} 条也相符" if finding.echoes else ""
        yield f"{inner}最可能有误：{suspect.label}，印为 {suspect.text}，{suspect.fits} 才相符{others}"
        yield from _where(suspect.where, inner)
    if finding.echoes:
        yield f"{inner}由此引起的另外 {len(finding.echoes)} 条："
        for echo in finding.echoes:
            yield from _finding(echo, "", f"{inner}{INDENT}")
    if finding.alike:
        yield f"{inner}同样的另外 {len(finding.alike)} 处："
        for other in finding.alike:
            yield from _spot(other, f"{inner}{INDENT}")


def _spot(finding: ToldFinding, indent: str) -> Iterator[str]:
    if finding.message:
        yield f"{indent}{finding.message}"
    for place in finding.places:
        yield from _where(place, indent)


def _where(where: Where, indent: str) -> Iterator[str]:
    if where.place:
        yield f"{indent}{INDENT}{where.place}"
    if where.quote:
        yield f"{indent}{INDENT}“{where.quote}”"


def _list(title: str, listed: list[tuple[dict, str]]) -> Iterator[str]:
    if not listed:
        return
    yield ""
    yield f"{title}（{len(listed)} 处）"
    for place, reason in listed:
        words = (place["place"] or (f"第 {place['page']} 页" if place["page"] else ""), reason)
        yield f"{INDENT}{'：'.join(word for word in words if word)}"
        if place["quote"]:
            yield f"{INDENT}{INDENT}“{place['quote']}”"
