"""A QR code as a drawing for the last page of the internal copy. It encodes exactly the text that it is given."""

from __future__ import annotations

import segno

from assessment.vocabulary import Text

LONGEST = 2_900
"""Bytes that fit into the largest code at the lowest level of correction (2,953), with room for the mode."""


class TextTooLong(Exception):
    """More than one code can hold; the sentence says how much it is."""

    def __init__(self, size: int) -> None:
        self.sentence = Text(
            f"证明有 {size:,} 字节，超过一个二维码的上限 {LONGEST:,} 字节；请改用附件中的证明文件。",
            f"The proof has {size:,} bytes, more than the {LONGEST:,} of one code; use the attached file of proofs.",
        )
        super().__init__(self.sentence.en)


def code_svg(text: str) -> str:
    """The code as SVG without size of its own; raises ``TextTooLong``. The same text gives the same drawing."""
    data = text.encode("utf-8")
    if len(data) > LONGEST:
        raise TextTooLong(len(data))
    code = segno.make_qr(data, error="l", boost_error=True)
    size = sum(code.symbol_size(border=4)[:1])
    path = "".join(_runs(code.matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def _runs(matrix: tuple[bytearray, ...]) -> list[str]:
    """Dark modules of each row, joined where they touch, so that no hairline parts them on paper."""
    parts: list[str] = []
    for y, row in enumerate(matrix, start=4):
        start = None
        for x, dark in enumerate([*row, 0], start=4):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return parts
