"""The staff side of the workflow: first pages, review, approval and correction. Each module builds what one page shows, as
plain objects; ``pages`` has the addresses, and every write is asked of ``workflow``."""
