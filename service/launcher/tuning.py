"""How the embedded PostgreSQL is set, in one place.

It serves a demo or a small association on one machine. A large one brings its own server.
"""

DURABLE: dict[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    # Our statements are short: compiling one costs more than running it.
    "jit": "off",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The detail of a violated constraint quotes the row, and rows hold personal data.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}

# Nobody misses a test's rows after the power failed; waiting for the disk doubles the time.
FOR_TESTS: dict[str, str] = DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}
