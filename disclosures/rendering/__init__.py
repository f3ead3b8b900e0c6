"""Rendering: from a frozen document to pages and files. Knows no form, no ledger and no database: what it prints is what
was frozen."""
