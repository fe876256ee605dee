"""Decisions from data already in hand: pure functions."""
