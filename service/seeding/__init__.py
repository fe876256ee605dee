"""Demo data: fictitious people with valid numbers, so that every list has something to show."""

from service.seeding.bulk import copy_case, find_case_to_copy
from service.seeding.city import seed_city
from service.seeding.demo import DEMO_ACCOUNTS, FREE_FILINGS, seed_demo

__all__ = [
    "DEMO_ACCOUNTS",
    "FREE_FILINGS",
    "copy_case",
    "find_case_to_copy",
    "seed_city",
    "seed_demo",
]
