"""Data packages: everything that is published, as one archive of CSV files that says itself what stands in it (Frictionless
Data Package 2), for each year and for all.

What is in them is declared once (``declared``); rows come of frozen documents (``rows``), are compressed once for each
version (``parts``) and joined to archives in the background (``building``), which are given out as stored (``pages``).
"""
