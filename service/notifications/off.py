"""No text messages at all: for an association that has no provider yet."""

from service.notifications.base import NotSentError


class NoNotifications:
    """Sends nothing and says so, so that nobody waits for a code that never comes."""

    def send_code(self, mobile: str, code: str, *, minutes: int) -> None:  # noqa: ARG002 - the contract
        """Refuse; the page tells that codes cannot be sent here."""
        raise NotSentError("no provider is configured (MINGPAI_SMS=off)")

    def send_text(self, mobile: str, text: str) -> None:  # noqa: ARG002 - the contract
        """Refuse; whoever asked for it is told that it was not sent."""
        raise NotSentError("no provider is configured (MINGPAI_SMS=off)")
