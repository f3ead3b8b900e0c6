"""Experiments: faults put into the portal on purpose, counted, each with a control that must fail.

An experiment is a module ``eN`` of this package that says

    TITLE = "what is done to the portal, and what must hold"
    SHORT, FULL = 50, 10_000          # sizes: of the run in `make test`, and of the one in `make experiments`
    DATABASES = ("sqlite",)           # or ("sqlite", "postgresql"): where it is run
    def run(size: int) -> Result: ...

``run`` finds Django set up, a migrated database of its own with no rows in it, a DATA_DIR of its own, and the fonts.
It may do what it likes to them: nobody else uses them. See ``common`` for Result, ``__main__`` for how they are run.
"""
