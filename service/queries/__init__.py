"""The read side: what a list or a page shows."""
