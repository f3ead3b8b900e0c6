"""The public site as files: the way a portal inside publishes to a network outside (``manage.py export_site DIR``).

plan.py ──▶ addresses, and what their bytes follow from where that is known
answers.py  the bytes of an address, as the site answers it: of what was stored at publication, mostly read and no more
links.py    addresses in a page, made relative to it: any server, folder or disk will do
writing.py  one file and its compressed twin, whole or not at all
export.py   the walk over all of it, and what was written the last time
"""
