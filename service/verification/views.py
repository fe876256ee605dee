"""The public check's pages: enter a code, read what it says today."""
