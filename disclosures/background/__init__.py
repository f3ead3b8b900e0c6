"""Long work in the background: imports of a whole county, publication of many, files made again.

    page ──begin──▶ Work with its items ──queued──▶ worker ──takes one item after the other──▶ settled, each for itself

What was done is told by the items alone, so whoever takes a work up again goes on from there: after a pause, after a
stop, after the worker was killed. ``queue`` is what people do with a work, ``running`` what the worker does, ``kinds`` what
there is to do; ``supervising`` keeps a worker beside ``tend``.
"""
