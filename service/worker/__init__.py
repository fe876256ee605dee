"""The worker: takes jobs from the queue, each a step of its own on a case."""
