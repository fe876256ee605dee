"""The twin for demo and test: prints each message instead of sending it."""

import sys
from collections import deque
from dataclasses import dataclass, field
from typing import TextIO


@dataclass(frozen=True, slots=True)
class SentCode:
    """One code as it would have arrived."""

    mobile: str
    code: str


@dataclass(frozen=True, slots=True)
class SentText:
    """One message as it would have arrived."""

    mobile: str
    text: str


@dataclass(slots=True)
class ConsoleNotifications:
    """Prints messages to the console, mobiles masked; production refuses to start with it."""

    signature: str
    """The association's name, with which every message begins: 【协会】."""
    stream: TextIO = field(default_factory=lambda: sys.stdout)
    sent: deque[SentCode] = field(default_factory=lambda: deque(maxlen=100))
    texts: deque[SentText] = field(default_factory=lambda: deque(maxlen=100))

    def send_code(self, mobile: str, code: str, *, minutes: int) -> None:
        """Print the code; see `Notifications.send_code`."""
        self.sent.append(SentCode(mobile, code))
        self._print(mobile, self._signed(f"验证码 {code}，{minutes} 分钟内有效。"))

    def send_text(self, mobile: str, text: str) -> None:
        """Print the message; see `Notifications.send_text`."""
        self.texts.append(SentText(mobile, self._signed(text)))
        self._print(mobile, self._signed(text))

    def _signed(self, text: str) -> str:
        return f"【{self.signature}】{text}"

    def _print(self, mobile: str, text: str) -> None:
        masked = f"{mobile[:3]}****{mobile[-4:]}"
        print(f"[SMS] {masked}: {text}", file=self.stream, flush=True)
