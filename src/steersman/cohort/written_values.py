"""Numbers and dates as people and spreadsheets write them.

Only what can mean one thing is read: 12,5 could be 12.5 or a slip for 1,250, and 03/04/2026 could
be in March or in April, so both stay unread.
"""

from datetime import date

import polars as pl

DIGITS = r"(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d+)"
NUMBER = rf"^(\(?)([+-]?)¥? ?{DIGITS}(\.\d+)? ?(%|万|亿)? ?元?(\)?)$"
"""Digits, perhaps in groups of three, after NFKC has made wide signs narrow."""
UNITS = {"%": "e-2", "万": "e4", "亿": "e8"}
"""As exponents, so that 13.24% is read as the number nearest to 0.1324."""
DAY = r"^(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:[ T].*)?$"
DAY_TOGETHER = r"^(\d{4})(\d{2})(\d{2})$"


def written_numbers(texts: pl.Series) -> pl.Series:
    """Return the numbers that texts stand for, null where they stand for none.

    Besides plain numbers these are numbers with separators of thousands (comma, space or
    apostrophe), percentages as shares, 万 and 亿, yuan, wide signs, and negative numbers in
    parentheses.
    """
    plain = texts.cast(pl.Float64, strict=False)
    odd = texts.is_not_null() & plain.is_null()
    if not odd.any():
        return plain
    return plain.scatter(odd.arg_true(), _read(texts.filter(odd)))


def _read(texts: pl.Series) -> pl.Series:
    narrow = pl.col("text").str.normalize("NFKC").str.replace("−", "-", literal=True)
    parts = pl.DataFrame({"text": texts}).select(
        narrow.str.replace("’", "'", literal=True, n=-1).str.extract_groups(NUMBER).alias("found")
    )
    names = ("open", "sign", "digits", "decimals", "unit", "close")
    found = parts.unnest("found").rename(dict(zip("123456", names, strict=True)))
    digits = pl.col("digits").str.replace_all("[, ']", "") + pl.col("decimals").fill_null("")
    unit = pl.col("unit").replace_strict(UNITS, default="", return_dtype=pl.String)
    in_brackets = (pl.col("open") == "(") & (pl.col("close") == ")") & (pl.col("sign") == "")
    free = (pl.col("open") == "") & (pl.col("close") == "")
    negative = in_brackets | (pl.col("sign") == "-")
    size = (digits + unit).cast(pl.Float64, strict=False)
    value = pl.when(in_brackets | free).then(pl.when(negative).then(-size).otherwise(size))
    return found.select(value.alias("value")).to_series()


def written_days(text: pl.Expr) -> pl.Expr:
    """Return the days that texts stand for, null where they stand for none.

    The year comes first: 2026-06-30, 2026/6/30, 2026.6.30, 20260630 or 2026年6月30日, with a time
    of the day behind or not.
    """
    narrow = text.str.normalize("NFKC")
    return pl.coalesce(_day(narrow, DAY), _day(narrow, DAY_TOGETHER))


def _day(text: pl.Expr, form: str) -> pl.Expr:
    year, month, day = (text.str.extract(form, place) for place in (1, 2, 3))
    written = pl.format("{}-{}-{}", year, month.str.zfill(2), day.str.zfill(2))
    return written.str.to_date("%Y-%m-%d", strict=False)


def days_between(begin: pl.Expr, end: date) -> pl.Expr:
    """Return the days from one day to another, none where it comes later."""
    return (pl.lit(end) - begin).dt.total_days().clip(0).cast(pl.Float64)


def months_between(begin: pl.Expr, end: date) -> pl.Expr:
    """Return the whole months from one day to another, none where it comes later."""
    months = (end.year - begin.dt.year()) * 12 + (end.month - begin.dt.month().cast(pl.Int32))
    unfinished = (begin.dt.day() > end.day).cast(pl.Int32)
    return (months - unfinished).clip(0).cast(pl.Float64)
