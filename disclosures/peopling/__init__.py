"""How many people live in a region: what the finance office registers for amounts per head."""
