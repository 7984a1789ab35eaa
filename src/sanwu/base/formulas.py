"""Text in text files that a spreadsheet would run as a formula: quoted when written, unquoted when read.

Writing and reading are exact opposites, so that a text survives the way out and back whatever it begins with.
"""

import re

# What a spreadsheet takes for the beginning of a formula, the full-width twins included.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def quote_formula(text: str) -> str:
    """=1+1 -> '=1+1; a text that is already quoted gets one quote more."""
    return "'" + text if _FORMULA.match(text) else text


def unquote_formula(text: str) -> str:
    """'=1+1 -> =1+1; any other text stays."""
    return text[1:] if _QUOTED.match(text) else text
