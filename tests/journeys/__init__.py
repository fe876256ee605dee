"""Whole journeys of people through the running service, in a real browser."""
