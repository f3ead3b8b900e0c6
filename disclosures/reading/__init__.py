"""Reading: a document that somebody published, brought into the shape that the rules examine (``budgets.facts``).

    bytes ──pdf · docx · xlsx · html · text──▶ Raw (lines and grids) ──lines · tables · grammar──▶ Reading

Only ``raw`` modules know a file format. Everything runs in a child process with limits (``sandbox``).
"""
