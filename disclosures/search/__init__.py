"""Search: what stands is found by any part of its words, Chinese without word boundaries included.

``entries`` and ``shared`` write what can be found, in the transaction that publishes; ``engine`` asks the database by pairs
of characters (migration 0017); ``results`` and ``pages`` show what was found. All of it folds words alike (``folding``).
"""
