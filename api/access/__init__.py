"""Who may read what: the four modes of access, and what browsers are told about trust."""
