"""An order file of ICD-10-CM in the official layout, of our own codes and titles."""

from collections.abc import Sequence

CODES = (
    ("A00", False, "Blueness"),
    ("A000", True, "Blueness with spots"),
    ("A009", True, "Blueness, unspecified"),
    ("A01", False, "Redness"),
    ("A011XXA", True, "Redness of nose, initial encounter"),
)


def order_file(codes: Sequence[tuple[str, bool, str]] = CODES) -> str:
    """A line for each code: number, code, flag, short and long title in their fixed places."""
    return "".join(
        f"{place:05} {code:<7} {int(billable)} {title[:60]:<60} {title}\n"
        for place, (code, billable, title) in enumerate(codes, start=1)
    )


def long_order_file(headers: int = 95) -> str:
    """As many lines as an importer asks for, and more: `headers` headers with 999 codes each, and the last code."""
    codes = []
    for header in range(headers):
        name = f"{chr(65 + header // 10)}{header % 10}0"
        codes.append((name, False, "Colours"))
        codes += [(f"{name}{number:03}", True, f"Colour {number}") for number in range(1, 1_000)]
    codes.append(("Z9989", True, "Dependence on colours"))
    return order_file(codes)
