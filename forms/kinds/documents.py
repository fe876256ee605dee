"""The kind that takes uploaded documents."""

from collections.abc import Iterator
from typing import Any, Final

from forms.component import Component, UnusableError
from forms.contract import N_, DocumentFacts, Msgid
from forms.kinds.base import InvalidError, Kind, Problem, Scene
from forms.kinds.organisations import UUID

MEDIA: Final = {
    "image": ("image/jpeg", "image/png", "image/heic", "image/heif"),
    "pdf": ("application/pdf",),
}
_SUFFIXES: Final = {"image": (".jpg", ".jpeg", ".png", ".heic", ".heif"), "pdf": (".pdf",)}
_MOST_FILES: Final = 20
_SAMPLES: Final = {"image": 0x1A, "pdf": 0x2B}
_ROUNDS_APART: Final = 1_000
_SAMPLES_APART: Final = 100_000
_MEGABYTE: Final = 1024 * 1024
_MOST_BYTES: Final = {"image": 10 * _MEGABYTE, "pdf": 20 * _MEGABYTE}


def sample_document(medium: str, number: int) -> str:
    """Give the id of a file that exists in samples only; `medium` is image or pdf."""
    return f"00000000-0000-4000-8000-{_SAMPLES[medium]:02x}{number:010x}"


def sample_facts(document_id: str) -> DocumentFacts | None:
    """Say of a sample's id what would be known of such a file; None of any other id."""
    for medium, mark in _SAMPLES.items():
        if document_id.startswith(f"00000000-0000-4000-8000-{mark:02x}"):
            return DocumentFacts("ready", 1, MEDIA[medium][0], 4000, 5000, 400_000)
    return None


class Document(Kind):
    """One or more uploads; the answer is the list of their ids.

    Properties: `accept` (image, pdf, or both with a comma), `min_files`, `max_files`,
    `max_pages` (over all files), `min_width`, `min_height` and `min_short_side` (pixels of
    the first page), `max_megabytes` (a file), `template` (the name of a paper that people
    may download, complete and sign).
    """

    name = "document"
    types = frozenset({"filepicker"})
    settings = frozenset(
        {
            "accept",
            "min_files",
            "max_files",
            "max_pages",
            "max_megabytes",
            "min_width",
            "min_height",
            "min_short_side",
            "template",
        }
    )
    many = True
    missing = N_("请上传%(label)s。")

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        self.accept = tuple(word.strip() for word in component.text("accept", "image").split(","))
        if not set(self.accept) <= set(MEDIA):
            raise UnusableError(
                N_("“%(field)s”的属性 accept 只能写 image、pdf 或 image,pdf。"),
                field=component.label,
            )
        self.media = tuple(kind for word in self.accept for kind in MEDIA[word])
        self.min_files = component.whole_number("min_files") or 1
        self.max_files = component.whole_number("max_files") or 1
        self.max_pages = component.whole_number("max_pages")
        self.pixels = {name: component.whole_number(name) for name in _PIXEL_SENTENCES}
        self.max_bytes = _most_bytes(component, self.accept)
        self.template = component.text("template") or None
        self._refuse_impossible_counts(component)

    def _refuse_impossible_counts(self, component: Component) -> None:
        if not self.min_files <= self.max_files <= _MOST_FILES:
            raise UnusableError(
                N_("“%(field)s”的文件数不对：min_files 不能大于 max_files，最多 %(max)s 个。"),
                field=component.label,
                max=_MOST_FILES,
            )

    def normalise(self, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            return value
        ids = dict.fromkeys(item.strip().lower() for item in value if isinstance(item, str))
        others = [item for item in value if not isinstance(item, str)]
        return [*filter(None, ids), *others] or None

    def validate(self, value: Any) -> list[str]:
        if not isinstance(value, list):
            raise self.wrong_type()
        if not self.min_files <= len(value) <= self.max_files:
            raise InvalidError(self._wrong_count(len(value)))
        if not all(isinstance(item, str) and UUID.fullmatch(item) for item in value):
            raise InvalidError(self._unknown())
        return value

    def _wrong_count(self, count: int) -> Problem:
        many = count > self.max_files
        return self.problem(
            "too_many_files" if many else "too_few_files",
            N_("%(label)s最多 %(max)s 个文件（现在是 %(count)s 个）。请删去多余的。")
            if many
            else N_("%(label)s至少 %(min)s 个文件（现在是 %(count)s 个）。请补齐后再提交。"),
            count=count,
            min=self.min_files,
            max=self.max_files,
        )

    def _unknown(self) -> Problem:
        return self.problem("unknown_document", N_("没有找到上传的%(label)s。请重新上传。"))

    def check(self, value: list[str], scene: Scene) -> Iterator[Problem]:
        found = [scene.lookups.document(id) for id in value]  # noqa: A001 - the contract's word
        for facts in found:
            problem = self._check_file(facts)
            if problem:
                yield problem
                return
        yield from self._check_pages(sum(facts.pages for facts in found if facts))

    def _check_file(self, facts: DocumentFacts | None) -> Problem | None:
        if facts is None:
            return self._unknown()
        if facts.status == "quarantined":
            return self.problem(
                "not_ready",
                N_("%(label)s正在检查，通常不到一分钟。请稍候再提交，已填内容不会丢失。"),
            )
        if facts.status == "refused":
            return self._refused(facts.refusal)
        return self._check_media(facts) or self._check_pixels(facts)

    def _refused(self, refusal: str | None) -> Problem:
        if refusal:
            # The reason was worded when the file was looked at; it is a sentence of its own.
            return self.problem("refused", "%(reason)s", reason=Msgid(refusal))
        return self.problem("refused", N_("%(label)s不能使用。请重新上传。"))

    def _check_media(self, facts: DocumentFacts) -> Problem | None:
        if facts.kind not in self.media:
            return self.problem(
                "wrong_media",
                N_("%(label)s的文件类型不对。请上传 %(accept)s。"),
                accept=self._accepted(),
            )
        word = "pdf" if facts.kind in MEDIA["pdf"] else "image"
        if facts.size > self.max_bytes[word]:
            return self.problem(
                "too_large",
                N_("%(label)s太大（%(size)s MB）。请上传不超过 %(max)s MB 的文件。"),
                size=_megabytes(facts.size),
                max=_megabytes(self.max_bytes[word]),
            )
        return None

    def _check_pixels(self, facts: DocumentFacts) -> Problem | None:
        sizes = {
            "min_width": facts.width,
            "min_height": facts.height,
            "min_short_side": min(facts.width, facts.height),
        }
        for name, sentence in _PIXEL_SENTENCES.items():
            least = self.pixels[name]
            if least and sizes[name] < least:
                return self.problem("too_small", sentence, pixels=sizes[name], min=least)
        return None

    def _check_pages(self, pages: int) -> Iterator[Problem]:
        if self.max_pages and pages > self.max_pages:
            yield self.problem(
                "too_many_pages",
                N_("%(label)s页数太多（%(pages)s 页）。请上传不超过 %(max)s 页的文件。"),
                pages=pages,
                max=self.max_pages,
            )

    def _accepted(self) -> str:
        words = {"image": "JPG / PNG / HEIC", "pdf": "PDF"}
        return " / ".join(words[word] for word in self.accept)

    def describe(self) -> dict[str, Any]:
        suffixes = [suffix for word in self.accept for suffix in _SUFFIXES[word]]
        return {
            "template": self.template,
            "limits": {
                "accept": list(self.media),
                "suffixes": suffixes,
                "max_bytes": self.max_bytes,
                "min_files": self.min_files,
                "max_files": self.max_files,
                "max_pages": self.max_pages,
                **self.pixels,
            },
        }

    def sample(self, scene: Scene) -> list[str]:
        # No file stands for two papers.
        used = sum(len(value) for value in scene.answers.values() if isinstance(value, list))
        return self._samples(used + scene.nth * _ROUNDS_APART, self.min_files)

    def stand_in(self, value: Any, scene: Scene) -> list[str]:
        # As many as there were; far from those that are handed out above.
        return self._samples((scene.nth + 1) * _SAMPLES_APART, len(value))

    def _samples(self, first: int, count: int) -> list[str]:
        return [sample_document(self.accept[0], first + one) for one in range(count)]

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "uniqueItems": True,
            "minItems": self.min_files,
            "maxItems": self.max_files,
        }


_PIXEL_SENTENCES: Final = {
    "min_width": N_("%(label)s太小（宽 %(pixels)s 像素）。请上传宽度不少于 %(min)s 像素的照片。"),
    "min_height": N_("%(label)s太小（高 %(pixels)s 像素）。请上传高度不少于 %(min)s 像素的照片。"),
    "min_short_side": N_(
        "%(label)s太小（短边 %(pixels)s 像素）。请上传短边不少于 %(min)s 像素的照片。"
    ),
}


def _most_bytes(component: Component, accept: tuple[str, ...]) -> dict[str, int]:
    own = component.whole_number("max_megabytes")
    return {word: min(_MOST_BYTES[word], (own or 20) * _MEGABYTE) for word in accept}


def _megabytes(size: int) -> float:
    return round(size / _MEGABYTE, 1)
