"""The public site as files: the way a portal inside publishes to a network outside (``manage.py export_site DIR``).

``plan`` names the addresses, and what their bytes follow from where that is known. ``answers`` gets the bytes of one as the
site answers it: mostly read as stored at publication. ``links`` makes its links relative, ``writing`` puts down one file
and its compressed twin, ``export`` walks over all of it and knows what was written the last time. ``digests``,
``search_index`` and ``columns`` are what a browser looks things up in where no application answers, ``pages`` the pages that
do so.
"""
