"""Why something was not started."""


class LaunchRefused(Exception):
    """This cannot be started here and now; the text says why and what to do."""
