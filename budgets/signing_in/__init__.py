"""How staff come in: a password, then a one-time code; how often they may try; how long they stay (security.md §2.3).

Nobody is signed in before both are right: until then a session only remembers whose password was (pending.py).
"""
