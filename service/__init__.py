"""The Flask app, the register, and everything with I/O."""
