"""What is claimed, one module a subject; each gives its figures."""
