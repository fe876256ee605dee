"""What we ask of whoever carries a message to a mobile."""

from typing import Protocol


class NotSentError(Exception):
    """The provider did not take the message; the text is its own code, never the number."""


class Notifications(Protocol):
    """Sends text messages, each signed with the association's name as 【协会】.

    Providers put that signature themselves, so no text of ours has one.
    """

    def send_code(self, mobile: str, code: str, *, minutes: int) -> None:
        """Send a one-time code, valid for `minutes`, to an eleven-digit mobile.

        The attempt is on record before this is called, so a message may arrive twice but
        never goes uncounted.

        Raises:
            NotSentError: the provider refused or did not answer.
        """

    def send_text(self, mobile: str, text: str) -> None:
        """Send one message in Chinese to an eleven-digit mobile; it may rarely arrive twice.

        Raises:
            NotSentError: the provider refused or did not answer.
        """
