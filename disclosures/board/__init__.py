"""The finance office's board: who is where, what blocks them, how many days are left; and what it does for many at once.

``listing`` builds what the board shows, ``batch`` what is done for several departments, ``pages`` has the addresses; every
write is asked of ``workflow``.
"""
