"""Intake of files: what knows sheets, forms and reading, on its way to the contents that ``budgets.intake`` compares."""
