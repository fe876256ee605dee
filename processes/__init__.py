"""Runs any diagram with SpiffWorkflow; knows neither web nor database."""
