"""Whose a workbook says it is: names of departments as people write them, with or without the place."""

from __future__ import annotations

import re

from ..models import Department
from ..names import plain

#: One place of a name: 上海市, 普陀区.
PLACE = re.compile(r".+?(?:自治[区州县旗]|[省市县区旗盟])")


def is_called(name: str, department: Department) -> bool:
    """Whether it names this department, with or without its place. A part of the name (局) or the same office of another
    place is somebody else."""
    ours = _names_of(department.name, department) | _names_of(department.short_name, department)
    return not ours.isdisjoint(_names_of(name, department))


def _names_of(name: str, department: Department) -> set[str]:
    """How else a name is written here: without the place, as 区财政局 or 财政局, without the department that it is under."""
    region = re.sub(r"（.*?）", "", plain(department.region.name))
    told = _placeless(_bare(name), region)
    names = {told, told.removeprefix(department.region.level)}
    if department.parent:
        above = _placeless(_bare(department.parent.name), region)
        names |= {each.removeprefix(above) for each in names}
    return names - {""}


def _placeless(name: str, region: str) -> str:
    """财政局 of 上海市普陀区财政局 and 普陀区财政局, where the region is 上海市普陀区 or 普陀区; 上海市财政局 and
    舟山市普陀区财政局 stay as they are, unless of the region only 普陀区 is known."""
    parts = PLACE.findall(region)
    written = ["".join(parts[n:]) for n in range(len(parts))] if "".join(parts) == region else [region]
    for place in written:
        above, found, office = name.partition(place)
        if found and (not above or place == region and "".join(PLACE.findall(above)) == above):
            return re.sub(r"^人民政府(?=.+街道)", "", office)
    return name


def _bare(name: str) -> str:
    return re.sub(r"[（(](?:部门|单位|本级|汇总|本部)[)）]|(?:本级|部门|单位)$", "", plain(name))
