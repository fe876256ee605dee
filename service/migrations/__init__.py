"""The database's history: one numbered, named migration a change."""
