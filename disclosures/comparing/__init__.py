"""Comparing: departments, years and regions side by side, peers, rankings; and what can be compared at all.

Every page reads the index of what stands (models/index.py) and nothing else. What has to be reckoned, medians among them,
is reckoned over Decimals in modules that know neither database nor page: comparability, spread, accounts.
"""
