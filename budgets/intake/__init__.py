"""Intake: what comes in many rows at once (a workbook, a detail list, a pasted block) on its way into a budget.

    file ──reader──▶ Contents ──compare──▶ Plan ──look, mend, confirm──▶ actions.import_contents

A reader says what the rows are and where each value stands; it decides nothing and writes nothing. The plan is the
difference against what is stored. Nothing is written but the whole plan, in one transaction.
"""
