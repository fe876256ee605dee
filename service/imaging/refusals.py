"""Why an uploaded file is refused: one class per reason, its sentence for the person.

`message` is a Chinese msgid with named placeholders, `params` are their values.
"""

from typing import ClassVar, Final

from forms import N_


class ImageRefused(Exception):
    """The file cannot become pictures that a reviewer may see."""

    message: ClassVar[str]

    def __init__(self, **params: int | float) -> None:
        super().__init__(self.message % params)
        self.params = params


class NotAPicture(ImageRefused):
    """The first bytes are of none of the four kinds, whatever the file is called."""

    message = N_("文件内容不是图片或 PDF。请上传 JPG、PNG、HEIC 图片或 PDF 文件。")


class TooLarge(ImageRefused):
    """More bytes than a file of this kind may have."""

    message = N_("文件太大（%(size)s MB），最多 %(limit)s MB。请压缩后再上传。")


class TooManyPixels(ImageRefused):
    """The header announces more pixels than we decode."""

    message = N_("图片太大（%(megapixels)s 百万像素），最多 %(limit)s 百万像素。请缩小后再上传。")


class TooManyPages(ImageRefused):
    """A PDF with more pages than a reviewer is asked to read."""

    message = N_("PDF 有 %(pages)s 页，最多 %(limit)s 页。请拆分后再上传。")


class Encrypted(ImageRefused):
    """A PDF that asks for a password."""

    message = N_("PDF 有密码，无法打开。请去掉密码后再上传。")


class Unreadable(ImageRefused):
    """Cut off, damaged, or made so that the decoder gives up."""

    message = N_("文件已损坏或不完整，无法读取。请重新拍照或导出后再上传。")


class TooDemanding(ImageRefused):
    """Decoding wants more memory than the child process may have."""

    message = N_("文件过于复杂，无法处理。请另存为普通的图片或 PDF 后再上传。")


class TookTooLong(ImageRefused):
    """Decoding did not end within the child's time."""

    message = N_("处理这个文件用时太长，已停止。请另存为普通的图片或 PDF 后再上传。")


REFUSALS: Final[dict[str, type[ImageRefused]]] = {
    refusal.__name__: refusal
    for refusal in (
        NotAPicture,
        TooLarge,
        TooManyPixels,
        TooManyPages,
        Encrypted,
        Unreadable,
        TooDemanding,
        TookTooLong,
    )
}
"""By name, as a refusal comes out of the child process."""
