"""A table as a spreadsheet file; knows nothing of OKRs."""

import io
from datetime import date, datetime

import xlsxwriter

#: longest text that a cell takes
LONGEST_TEXT = 32_000
#: a sheet's name may not be longer, nor hold these
LONGEST_NAME, FORBIDDEN = 31, "[]:*?/\\"
#: widths of columns, in letters: of sentences, and of all else
WIDE, NARROW = 45, 18


def as_xlsx(sheets):
    """Return the bytes of a spreadsheet file.

    What begins like a formula stays text: nothing that somebody typed is computed by
    whoever opens the file.

    :param sheets: list of ``(name, headers, rows, kinds)``; a row is a list of values,
        a kind is ``share`` for fractions that are shown as percent, ``words`` for
        sentences, which get a wide column, else ``None``
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    styles = {
        "share": book.add_format({"num_format": "0%"}),
        # As the reader's own system writes a day
        "date": book.add_format({"num_format": 14}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for name, headers, rows, kinds in sheets:
        sheet = book.add_worksheet(
            "".join(c for c in name if c not in FORBIDDEN)[:LONGEST_NAME]
        )
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, kinds[column], styles)
        sheet.freeze_panes(1, 0)
        for column, kind in enumerate(kinds):
            sheet.set_column(column, column, WIDE if kind == "words" else NARROW)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headers) - 1)
    book.close()
    return output.getvalue()


def _write(sheet, row, column, value, kind, styles):
    if value is None or value is False or value == "":
        return
    if value is True:
        sheet.write_boolean(row, column, True)
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, styles["date"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, styles.get(kind))
    else:
        text = str(value).replace("\r", " ")[:LONGEST_TEXT]
        sheet.write_string(row, column, text, styles["text"])
