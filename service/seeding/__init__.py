"""Demo data: fictitious people with valid numbers, so that every list has something to show."""

from service.seeding.demo import DEMO_ACCOUNTS, seed_demo

__all__ = ["DEMO_ACCOUNTS", "seed_demo"]
