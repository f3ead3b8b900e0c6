"""Reports: what an examination found, as one JSON object, and what people see of it: page, text, PDF."""
