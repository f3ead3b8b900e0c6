"""Declaring: what a form says. Tables, sentences and outlines as data, and what writes them as blocks for the figures of a
budget. Knows the ledger and nothing of how a document is drawn or printed."""
