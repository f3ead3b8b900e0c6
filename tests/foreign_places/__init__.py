"""The made-up disclosures, one file a place: its tables in its order, its sentences, its way to print a figure."""

from __future__ import annotations

from functools import cache

from tests.foreign import Made

from .beijing import beijing
from .chongqing import chongqing
from .guangdong import guangdong
from .guangxi import guangxi
from .henan import henan
from .hunan import hunan
from .jiangxi import jiangxi
from .shaanxi import shaanxi
from .shandong import shandong
from .shanghai import shanghai
from .sichuan import sichuan
from .tianjin import tianjin
from .yunnan import yunnan
from .zhejiang import zhejiang

PLACES = (
    chongqing,
    zhejiang,
    tianjin,
    hunan,
    beijing,
    guangdong,
    sichuan,
    jiangxi,
    shanghai,
    shandong,
    yunnan,
    shaanxi,
    henan,
    guangxi,
)


@cache
def everything() -> tuple[Made, ...]:
    return tuple(place() for place in PLACES)
