"""A package of the Open Cap Table Format as a dossier's shares."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from steersman.dossier import (
    ConvertibleLoan,
    Equity,
    EquityEvent,
    Problem,
    ShareClass,
    VestingPlan,
)
from steersman.files.open_cap_format.check import faults, known_types
from steersman.files.open_cap_format.vocabulary import (
    ACCELERATION,
    ANTI_DILUTION,
    DAY_RULES,
    FILES,
    MANIFEST,
    PRO_RATA,
    VERSION,
    cap_basis,
)

Json = dict[str, Any]
NO_SHARES = {
    "TX_STOCK_ACCEPTANCE", "TX_EQUITY_COMPENSATION_ACCEPTANCE", "TX_PLAN_SECURITY_ACCEPTANCE",
    "TX_CONVERTIBLE_ACCEPTANCE", "TX_WARRANT_ACCEPTANCE",
}  # fmt: skip
"""Transactions that move nothing."""
OLD_NAMES = {"TX_PLAN_SECURITY": "TX_EQUITY_COMPENSATION"}


class _RefusedError(Exception):
    """Something of a package that the dossier cannot hold.

    Attributes:
        what: In words, with the object's id.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(slots=True)
class _Package:
    """The lists of a package, and what is known of its securities."""

    lists: Mapping[str, list[Json]]
    holders: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    follow_ups: set[str] = field(default_factory=set)
    starts: dict[str, date] = field(default_factory=dict)
    windows: dict[str, int] = field(default_factory=dict)
    split_days: set[str] = field(default_factory=set)
    reserved: int = 0


def read_package(files: Mapping[str, str]) -> tuple[Equity | None, tuple[Problem, ...]]:
    """Return the shares of a package, or what is wrong with it.

    Args:
        files: Texts by file name, the manifest among them.
    """
    try:
        lists = _lists(files)
        wrong = [fault for items in lists.values() for item in items for fault in faults(item)]
        if wrong:
            return None, tuple(_problem("ocf-invalid", fault) for fault in wrong)
        package = _Package(lists)
        return _equity(package), ()
    except _RefusedError as refused:
        return None, (_problem("ocf-refused", refused.what),)
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        return None, (_problem("ocf-unreadable", str(error)),)


def _problem(code: str, detail: str) -> Problem:
    return Problem(code, (), {"detail": detail}, place=MANIFEST)


def _lists(files: Mapping[str, str]) -> dict[str, list[Json]]:
    if MANIFEST not in files:
        raise _RefusedError(f"{MANIFEST} is missing")
    manifest = json.loads(files[MANIFEST])
    version = str(manifest.get("ocf_version", ""))
    if version != VERSION:
        raise _RefusedError(f"version {version}, only {VERSION} is read")
    found: dict[str, list[Json]] = {}
    for name in FILES:
        items: list[Json] = []
        for reference in manifest.get(f"{name}_files", []):
            path = str(reference["filepath"])
            if path not in files:
                raise _RefusedError(f"{path} is missing")
            items += json.loads(files[path])["items"]
        found[name] = [_renamed(item) for item in items]
    return found


def _renamed(item: Json) -> Json:
    """Return an object with the type's present name."""
    kind = str(item.get("object_type", ""))
    for old, new in OLD_NAMES.items():
        if kind.startswith(old):
            return {**item, "object_type": kind.replace(old, new)}
    return item


def _equity(package: _Package) -> Equity:
    transactions = sorted(package.lists["transactions"], key=lambda item: str(item.get("date")))
    for item in transactions:
        _note(package, item)
    events = [event for item in transactions for event in _event(package, item)]
    return Equity(
        classes=tuple(
            _share_class(item)
            for item in package.lists["stock_classes"]
            if item["id"] != "common" or item["class_type"] == "PREFERRED"
        ),
        vesting=tuple(_vesting(item, package) for item in package.lists["vesting_terms"]),
        events=tuple(events),
        convertibles=tuple(
            _convertible(item)
            for item in transactions
            if item["object_type"] == "TX_CONVERTIBLE_ISSUANCE"
        ),
    )


def _note(package: _Package, item: Json) -> None:
    """Remember securities' holders, and which come out of other transactions."""
    kind = item["object_type"]
    if kind not in known_types() | NO_SHARES:
        raise _RefusedError(f"{item.get('id')}: {kind}")
    security = item.get("security_id", "")
    if kind in {"TX_STOCK_ISSUANCE", "TX_EQUITY_COMPENSATION_ISSUANCE"}:
        package.holders[security] = item["stakeholder_id"]
        package.classes[security] = item.get("stock_class_id", "")
    package.follow_ups |= {*item.get("resulting_security_ids", [])}
    if item.get("balance_security_id"):
        package.follow_ups.add(item["balance_security_id"])
    if kind == "TX_VESTING_START":
        package.starts[security] = date.fromisoformat(item["date"])
    if kind == "TX_EQUITY_COMPENSATION_ISSUANCE" and item.get("vesting_terms_id"):
        for window in item["termination_exercise_windows"]:
            if window["period_type"] == "MONTHS":
                package.windows.setdefault(item["vesting_terms_id"], int(window["period"]))


def _whole(text: str) -> int:
    number = Decimal(text)
    if number != number.to_integral_value() or number < 0:
        raise _RefusedError(f"{text} shares are not whole")
    return int(number)


def _event(package: _Package, item: Json) -> list[EquityEvent]:
    kind, security = item["object_type"], item.get("security_id", "")
    fields: Json = {"id": item["id"], "date": date.fromisoformat(item["date"])}
    if kind == "TX_STOCK_ISSUANCE" and security not in package.follow_ups:
        fields |= _shares_of(package, item, security)
        price = Decimal(item["share_price"]["amount"])
        return [EquityEvent(kind="issue", price=price, **fields)]
    if kind == "TX_STOCK_TRANSFER":
        fields |= _shares_of(package, item, security)
        (target,) = item["resulting_security_ids"]
        return [EquityEvent(kind="transfer", to=package.holders[target], **fields)]
    if kind == "TX_STOCK_REPURCHASE":
        fields |= _shares_of(package, item, security)
        price = Decimal(item["price"]["amount"])
        return [EquityEvent(kind="repurchase", price=price, **fields)]
    if kind == "TX_STOCK_CLASS_SPLIT":
        return _split(package, item, fields)
    if kind == "TX_STOCK_PLAN_POOL_ADJUSTMENT":
        reserved = _whole(item["shares_reserved"])
        added, package.reserved = reserved - package.reserved, reserved
        return [EquityEvent(kind="pool", shares=added, **fields)] if added else []
    return _option_event(package, item, fields)


def _shares_of(package: _Package, item: Json, security: str) -> Json:
    share_class = package.classes[security]
    return {
        "holder": package.holders[security],
        "share_class": "" if share_class == "common" else share_class,
        "shares": _whole(item["quantity"]),
    }


def _factor(item: Json) -> int:
    ratio = item["split_ratio"]
    factor = Decimal(ratio["numerator"]) / Decimal(ratio["denominator"])
    if factor != factor.to_integral_value() or factor < 1:
        raise _RefusedError(f"{item['id']}: a split of {factor} for one")
    return int(factor)


def _option_event(package: _Package, item: Json, fields: Json) -> list[EquityEvent]:
    kind, security = item["object_type"], item.get("security_id", "")
    if kind == "TX_EQUITY_COMPENSATION_ISSUANCE":
        if item["compensation_type"] not in {"OPTION", "OPTION_NSO", "OPTION_ISO"}:
            raise _RefusedError(f"{item['id']}: {item['compensation_type']}")
        expires = item["expiration_date"]
        return [
            EquityEvent(
                kind="grant",
                holder=item["stakeholder_id"],
                shares=_whole(item["quantity"]),
                price=Decimal(item["exercise_price"]["amount"]),
                vesting=item.get("vesting_terms_id", ""),
                start=package.starts.get(security),
                expires=date.fromisoformat(expires) if expires else None,
                **{**fields, "id": security},
            )
        ]
    if kind == "TX_EQUITY_COMPENSATION_EXERCISE":
        shares = _whole(item["quantity"])
        return [EquityEvent(kind="exercise", grant=security, shares=shares, **fields)]
    if kind == "TX_EQUITY_COMPENSATION_CANCELLATION":
        shares = _whole(item["quantity"])
        note = item["reason_text"]
        return [EquityEvent(kind="cancel", grant=security, shares=shares, note=note, **fields)]
    return []


def _split(package: _Package, item: Json, fields: Json) -> list[EquityEvent]:
    """Read the splits of all classes on one day as one split of everything."""
    if item["date"] in package.split_days:
        return []
    package.split_days.add(item["date"])
    factor = _factor(item)
    package.reserved *= factor
    fields["id"] = item["id"].removesuffix(f"/{item['stock_class_id']}")
    return [EquityEvent(kind="split", factor=factor, **fields)]


def _share_class(item: Json) -> ShareClass:
    capped = "participation_cap_multiple" in item
    comments = [c for c in item.get("comments", []) if c.startswith(ANTI_DILUTION)]
    protection: Any = comments[0].removeprefix(ANTI_DILUTION) if comments else "none"
    price = item.get("price_per_share", {"amount": "0"})["amount"]
    return ShareClass(
        id=item["id"],
        name="" if item["name"] == item["id"] else item["name"],
        kind="preferred" if item["class_type"] == "PREFERRED" else "common",
        price=Decimal(price),
        preference=float(item.get("liquidation_preference_multiple", "1")),
        participation="capped" if capped else "none",
        cap=float(item.get("participation_cap_multiple", "0")),
        seniority=int(Decimal(item["seniority"])),
        anti_dilution=protection,
    )


def _vesting(item: Json, package: _Package) -> VestingPlan:
    """Read a chain of relative conditions in months; other schedules are refused."""
    start, *steps = item["vesting_conditions"]
    if start["trigger"]["type"] != "VESTING_START_DATE":
        raise _RefusedError(f"{item['id']}: vesting by events")
    lengths: list[tuple[int, int]] = []
    day = DAY_RULES["start_day_or_last"]
    for step in steps:
        trigger = step["trigger"]
        period = trigger.get("period", {})
        if trigger["type"] != "VESTING_SCHEDULE_RELATIVE" or period.get("type") != "MONTHS":
            raise _RefusedError(f"{item['id']}: vesting by events or days")
        times = int(period.get("occurrences", period.get("repetitions", 1)))
        lengths.append((int(period["length"]), times))
        day = period["day_of_month"]
    months = sum(length * times for length, times in lengths)
    for step, (length, _) in zip(steps, lengths, strict=True):
        portion = step["portion"]
        share = Fraction(portion["numerator"]) / Fraction(portion["denominator"])
        if share * months != length:
            raise _RefusedError(f"{item['id']}: portions are not by months")
    every = lengths[1][0] if len(lengths) > 1 else (lengths[0][0] if lengths else 1)
    rules: dict[str, Any] = {known: name for name, known in DAY_RULES.items()}
    if day not in rules:
        raise _RefusedError(f"{item['id']}: vesting on day {day}")
    comments = [c for c in item.get("comments", []) if c.startswith(ACCELERATION)]
    return VestingPlan(
        id=item["id"],
        months=months,
        cliff_months=lengths[0][0] if lengths and lengths[0][0] != every else 0,
        every_months=every,
        rounding=item["allocation_type"].lower(),
        day_rule=rules[day],
        acceleration=float(comments[0].removeprefix(ACCELERATION)) if comments else 0.0,
        exercise_months=package.windows.get(item["id"], 3),
    )


def _convertible(item: Json) -> ConvertibleLoan:
    (trigger,) = item["conversion_triggers"]
    mechanism = trigger["conversion_right"]["conversion_mechanism"]
    kind = mechanism["type"]
    if kind not in {"SAFE_CONVERSION", "CONVERTIBLE_NOTE_CONVERSION"}:
        raise _RefusedError(f"{item['id']}: {kind}")
    rates = mechanism.get("interest_rates", [])
    if len(rates) > 1:
        raise _RefusedError(f"{item['id']}: several interest rates")
    rules = mechanism.get("capitalization_definition_rules")
    post = mechanism.get("conversion_timing", "PRE_MONEY") == "POST_MONEY"
    basis: Any = cap_basis(rules) if rules else ("post_money" if post else "pre_money")
    if basis is None:
        raise _RefusedError(f"{item['id']}: capitalisation rules of its own")
    cap = mechanism.get("conversion_valuation_cap")
    return ConvertibleLoan(
        id=item["id"],
        holder=item["stakeholder_id"],
        date=date.fromisoformat(item["date"]),
        amount=Decimal(item["investment_amount"]["amount"]),
        cap=Decimal(cap["amount"]) if cap else None,
        cap_basis=basis,
        discount=float(mechanism.get("conversion_discount", "0")),
        interest=float(rates[0]["rate"]) if rates else 0.0,
        compounding=mechanism.get("compounding_type") == "COMPOUNDING",
        most_favoured=bool(mechanism.get("conversion_mfn", False)),
        pro_rata=PRO_RATA in item.get("comments", []),
    )
