"""An official document as a file of either kind."""

from collections.abc import Callable

from sanwu.render.gongwen import Gongwen
from sanwu.render.pdf_gongwen import pdf_of


def _docx(document: Gongwen) -> bytes:
    # python-docx takes a tenth of the time in which a command starts; it is loaded with the first document.
    from sanwu.render.docx_gongwen import docx_of  # noqa: PLC0415

    return docx_of(document)


# By the ending of the file; a PDF raises pdf_gongwen.NoChineseFont where the system has none.
PAPERS: dict[str, Callable[[Gongwen], bytes]] = {"docx": _docx, "pdf": pdf_of}
