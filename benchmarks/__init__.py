"""The measured claims of this software; `python -m benchmarks` (that is `make bench`) runs them."""
