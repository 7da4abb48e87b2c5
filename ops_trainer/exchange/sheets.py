"""Sheets as rows of texts: .xlsx read and written without any library, .csv with whatever comma."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from ops_trainer.exchange.archives import Archive
from ops_trainer.exchange.parcel import Source
from ops_trainer.exchange.xml_tree import Element, parse
from ops_trainer.locale import Complaint

Rows = list[list[str]]
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELLS = 2_000_000
MOST_SHEET = 128 << 20  # bytes of XML
LONGEST_CELL = 1 << 18
DATES = frozenset(
    {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
)  # built-in formats of dates and times
DATE_SIGN = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
WORDS = re.compile(r"[A-Za-z0-9\u3400-\u9fff]")


def read_xlsx(source: Source) -> list[tuple[str, Rows]]:
    """Return the sheets of a workbook that are not hidden, each with its name and rows. Raises Complaint."""
    file = source.path.name
    with Archive(source.path) as archive:
        book = parse(archive.read("xl/workbook.xml", MOST_SHEET), file)
        links = parse(archive.read("xl/_rels/workbook.xml.rels", MOST_SHEET), file)
        targets = {
            link.attributes.get("Id", ""): link.attributes.get("Target", "") for link in links.each("Relationship")
        }
        shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.names:
            strings = parse(archive.read("xl/sharedStrings.xml", MOST_SHEET), file)
            shared = [_string(entry) for entry in strings.each("si")]
        dates = (
            _date_styles(parse(archive.read("xl/styles.xml", MOST_SHEET), file))
            if "xl/styles.xml" in archive.names
            else set()
        )
        found = []
        for sheet in book.all("sheet"):
            target = targets.get(sheet.attributes.get("id", ""), "")
            name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if sheet.attributes.get("state", "visible") == "visible" and name in archive.names:
                rows = _rows(parse(archive.read(name, MOST_SHEET), file), shared, dates, file)
                found.append((sheet.attributes.get("name", ""), rows))
        return found


def _rows(sheet: Element, shared: Sequence[str], dates: set[int], file: str) -> Rows:
    rows: Rows = []
    cells = 0
    for number, row in enumerate(sheet.all("row"), 1):
        at = int(row.attributes.get("r", number)) if row.attributes.get("r", "1").isdecimal() else number
        if at > MOST_ROWS:
            raise Complaint("import.sheet_large", file=file, cell=f"A{at}")
        while len(rows) < at:
            rows.append([])
        line = rows[at - 1]
        for place, cell in enumerate(row.each("c")):
            reference = REFERENCE.match(cell.attributes.get("r", ""))
            column = _column(reference[1]) if reference else place
            value = _value(cell, shared, dates)
            if not value:
                continue
            cells += 1
            if column >= MOST_COLUMNS or cells > MOST_CELLS or (reference and int(reference[2]) > MOST_ROWS):
                raise Complaint("import.sheet_large", file=file, cell=cell.attributes.get("r", ""))
            line += [""] * (column + 1 - len(line))
            line[column] = value
    return rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Element, shared: Sequence[str], dates: set[int]) -> str:
    kind = cell.attributes.get("t", "n")
    if kind == "inlineStr":
        inside = cell.first("is")
        return _string(inside) if inside is not None else ""
    raw = cell.words("v")
    if kind == "s":
        return shared[int(raw)] if raw.isdecimal() and int(raw) < len(shared) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    if kind == "n" and raw:
        style = cell.attributes.get("s", "0")
        if style.isdecimal() and int(style) in dates and (date := _date(raw)):
            return date
        return number_text(raw)
    return raw


def number_text(raw: str) -> str:
    """Return a number as people write it: 15 for 15.0, 0.1 for 0.1000000000000000055."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _date(raw: str) -> str:
    try:
        moment = datetime(1899, 12, 30) + timedelta(days=float(raw))  # noqa: DTZ001 - a sheet's dates have no zone
    except (ValueError, OverflowError):
        return ""
    return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == 0 else f"{moment:%Y-%m-%d %H:%M}"


def _date_styles(styles: Element) -> set[int]:
    own = {
        int(one.attributes.get("numFmtId", "0")): one.attributes.get("formatCode", "")
        for one in styles.all("numFmt")
        if one.attributes.get("numFmtId", "").isdecimal()
    }
    formats = styles.first("cellXfs")
    found = set()
    for number, style in enumerate(formats.children if formats is not None else ()):
        code = style.attributes.get("numFmtId", "0")
        code_text = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", own.get(int(code), "")) if code.isdecimal() else ""
        if code.isdecimal() and (int(code) in DATES or DATE_SIGN.search(code_text)):
            found.add(number)
    return found


def _string(entry: Element) -> str:
    """Return the text of a string of one or several runs, without its phonetic reading."""
    runs = entry.each("r")
    text = "".join(run.words("t") for run in runs) if runs else entry.words("t")
    return re.sub(r"_x000[dD]_", "", text)[:LONGEST_CELL]


def read_csv(text: str, file: str, separator: str = "") -> Rows:
    """Return the rows of a text with separators: the one given, named in a `sep=` line, or that fits best."""
    first = text.partition("\n")[0].strip()
    if re.fullmatch(r"sep=.", first, re.IGNORECASE):
        separator, text = first[4], text.partition("\n")[2]
    return separated_rows(text, separator or separator_of(text), file)


def separated_rows(text: str, separator: str, file: str) -> Rows:
    """Return the rows of a text with such a separator. Raises Complaint where they are too many, or it is damaged."""
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        rows: Rows = []
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            rows.append(row[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS:
                raise Complaint("import.sheet_large", file=file, cell=f"A{len(rows)}")
        return rows
    except csv.Error:
        raise Complaint("import.broken", file=file) from None
    finally:
        csv.field_size_limit(limit)


def separator_of(text: str) -> str:
    """Return the separator by which the first rows have most columns, and all alike."""
    sample = text[:20_000]

    def score(separator: str) -> tuple[int, int]:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=separator) if row][:30]
        except csv.Error:
            return (0, 0)
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count) if widths else 1
        return (sum(width == usual for width in widths) if usual > 1 else 0, usual)

    return max("\t,;|", key=score)


def write_csv(rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """Return rows as .csv that Excel opens: with a byte order mark, and nothing that it would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a plain number stays one."""
    if cell.startswith(BEGINS_FORMULA) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell):
        return "'" + cell
    return cell


def unharmed(cell: str) -> str:
    """Return a cell without the mark that keeps it from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(BEGINS_FORMULA) else cell


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KINDS}.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
BOOK_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)


def _cell(place: int, number: int, cell: str | float) -> str:
    where = f'<c r="{letters(place)}{number}"'
    if isinstance(cell, str):
        return f'{where} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f"{where}><v>{cell}</v></c>"


def write_xlsx(rows: Iterable[Sequence[str | float]], title: str = "Sheet1") -> bytes:
    """Return rows as .xlsx: what is a text stays one, so that nothing is a formula or loses its zeros."""
    name = re.sub(r"[][\\/*?:]", " ", title)[:31].strip() or "Sheet1"
    book = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet '
        f'name="{escape(name, {chr(34): "&quot;"})}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(place, number, cell) for place, cell in enumerate(row) if cell != "")
        lines.append(f'<row r="{number}">{cells}</row>')
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS, "xl/worksheets/sheet1.xml": sheet,
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def letters(place: int) -> str:
    """Return the letters of a column, A for 0."""
    made = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        made = chr(65 + rest) + made
    return made
