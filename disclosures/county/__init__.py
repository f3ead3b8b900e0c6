"""A whole county at once: its departments from one list, and the workbooks of a year from one zip."""
