"""自查: the five criteria of the Ministry's yearly inspections (domain/rules.md §4), looked at before the inspectors do.

``items`` declares what is looked at, ``subject`` what it is looked at in, ``scoring`` gives the points, ``pages``
shows them. Twenty points a criterion. What the public sees is what is judged; before publication the draft is.
"""
