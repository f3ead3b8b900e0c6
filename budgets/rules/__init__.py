"""The rules (勾稽关系): the registry, and how its rules are looked at in what is entered and in what is printed."""

from .entered import examine as examine
from .entered import looked_at as rules_for
from .entered import not_applicable as not_applicable
from .entered_texts import texts_of as texts_of
from .finding import ERROR as ERROR
from .finding import INFO as INFO
from .finding import WARNING as WARNING
from .finding import Finding as Finding
from .finding import Side as Side
from .finding import errors_in as errors_in
from .registry import ASKS as ASKS
from .registry import RULE as RULE
from .registry import RULES as RULES

__all__ = ["rules_for"]
