"""Names near to a question that stands in nothing: 文旅 for 文化和旅游局, 普陀财政 for 普陀区财政局, whly for its initials.

The characters of each word stand in the name in their order, and close together. What people add to a name without looking
for it is passed over: a year, 预算, 公开.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.db.models import Q

from ..models import SearchEntry

GROUPS = (SearchEntry.Group.DEPARTMENT, SearchEntry.Group.UNIT)
#: Added to a name by who looks for its budget.
ADDED = re.compile(r"(?:19|20)\d\d年?度?|部门|单位|预算|决算|公开")
#: So many names are shown, and so many looked at.
SHOWN, LOOKED_AT = 5, 500
#: A name may have so many characters for each one asked for: more is chance.
SPREAD = 3
SHORTEST, LONGEST = 2, 20


def near(words: Sequence[str]) -> list[int]:
    """The numbers of departments and units whose names are near to these folded words, the nearest first."""
    asked = [name for word in words if (name := ADDED.sub("", word))]
    signs = {sign for name in asked for sign in name}
    if not asked or any(not SHORTEST <= len(name) <= LONGEST for name in asked):
        return []
    wanted = Q(group__in=GROUPS)
    for sign in sorted(signs):
        wanted &= Q(folded__contains=sign)
    looked_at = SearchEntry.objects.filter(wanted).order_by("-weight", "pk")
    rows = looked_at.values_list("pk", "folded")[:LOOKED_AT]
    found = [(spread, number) for number, folded in rows if (spread := _spread(folded, asked))]
    return [
        number for _, number in sorted(found, key=lambda each: each[0])[:SHOWN]
    ]  # else in the order of weights


def _spread(folded: str, asked: Sequence[str]) -> int:
    """How many characters of a name the longest of the words takes up; 0 where one is not in it, or far apart."""
    spans = [min(_spans(folded, name), default=0) for name in asked]
    is_near = all(0 < span <= SPREAD * len(name) for span, name in zip(spans, asked, strict=True))
    return max(spans) if is_near else 0


def _spans(folded: str, name: str) -> Iterator[int]:
    """How long the part of a line is that holds these characters in their order, from each place where it may begin."""
    for line in folded.split("\n"):
        begin = line.find(name[0])
        while begin >= 0 and (end := _end(line, name, begin)) >= 0:
            yield end - begin + 1
            begin = line.find(name[0], begin + 1)


def _end(line: str, name: str, begin: int) -> int:
    """The place of the last of these characters, each taken as early as may be; -1 where one does not come."""
    end = begin
    for sign in name[1:]:
        end = line.find(sign, end + 1)
        if end < 0:
            break
    return end
