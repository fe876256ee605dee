"""The catalogues, and how texts for people are found outside of Python and templates."""
