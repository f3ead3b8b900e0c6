"""The open API: read-only, over published versions and the index written from them. No draft can be reached here.

Amounts are decimal strings in 元 with two decimals, counts integers, dates ISO 8601. A parameter that does not exist,
is given twice or cannot be read is refused: a typing error must not look like an answer.
"""
