"""A dossier's shares as a package of the Open Cap Table Format."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from steersman.dossier import ConvertibleLoan, Dossier, EquityEvent, ShareClass, VestingPlan
from steersman.files.open_cap_format.vocabulary import (
    ACCELERATION,
    ANTI_DILUTION,
    DAY_RULES,
    FILES,
    MANIFEST,
    POOL,
    PRO_RATA,
    START,
    VERSION,
    cap_rules,
)
from steersman.plan.equity.ledger import COMMON, replay

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a dossier that the format cannot say, and whether it forbids writing.

    Attributes:
        what: Message code below ``ocf.``.
        subject: Id of the class, event or plan.
        fatal: Whether readers would take what is written for something else.
    """

    what: str
    subject: str
    fatal: bool = False


@dataclass(slots=True)
class _Book:
    """Transactions written so far, and which securities holders have."""

    currency: str
    items: list[Json] = field(default_factory=list)
    lots: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=dict)
    reserved: int = 0
    count: int = 0

    def money(self, amount: Decimal) -> Json:
        return {"amount": f"{amount:f}", "currency": self.currency}

    def add(self, kind: str, identifier: str, day: date, **fields: Any) -> None:  # noqa: ANN401  JSON values
        self.items.append(
            {"object_type": kind, "id": identifier, "date": day.isoformat(), **fields}
        )

    def security(self) -> str:
        self.count += 1
        return f"s{self.count}"


def left_out(dossier: Dossier) -> tuple[LeftOut, ...]:
    """Return what the format cannot say of a dossier's shares."""
    equity = dossier.equity
    found = [
        LeftOut("full_participation", entry.id, fatal=True)
        for entry in equity.classes
        if entry.kind == "preferred" and entry.participation == "full"
    ]
    found += [
        LeftOut(event.kind, event.id)
        for event in equity.events
        if event.kind in {"promise", "pause"}
    ]
    for name in ("round", "later_rounds", "exits", "debt_at_exit", "carve_out"):
        if getattr(equity, name):
            found.append(LeftOut(name, ""))
    return tuple(found)


def write_package(dossier: Dossier, generated: str) -> dict[str, str]:
    """Return the files of a package by name.

    Args:
        dossier: The firm; :func:`left_out` tells what is not said of it.
        generated: Time of writing, as ISO date and time with zone.
    """
    lists = {
        "stakeholders": list(_stakeholders(dossier)),
        "stock_classes": [_share_class(entry, dossier) for entry in _classes(dossier)],
        "stock_plans": list(_plans(dossier)),
        "stock_legend_templates": [],
        "vesting_terms": [_vesting(plan) for plan in dossier.equity.vesting],
        "valuations": [],
        "transactions": _transactions(dossier),
    }
    files = {
        FILES[name][0]: _text({"file_type": FILES[name][1], "items": items})
        for name, items in lists.items()
    }
    firm = dossier.firm
    manifest = {
        "file_type": "OCF_MANIFEST_FILE",
        "ocf_version": VERSION,
        "issuer": {
            "object_type": "ISSUER",
            "id": "issuer",
            "legal_name": firm.name,
            "formation_date": (firm.founded or firm.date).isoformat(),
            "country_of_formation": firm.country,
        },
        "as_of": firm.date.isoformat(),
        "generated_at": generated,
        **{f"{name}_files": [_reference(FILES[name][0], files)] for name in FILES},
    }
    return {MANIFEST: _text(manifest), **files}


def _text(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _reference(name: str, files: dict[str, str]) -> Json:
    digest = hashlib.md5(files[name].encode(), usedforsecurity=False).hexdigest()
    return {"filepath": name, "md5": digest}


def _classes(dossier: Dossier) -> tuple[ShareClass, ...]:
    named = dossier.equity.classes
    common = () if any(entry.id == COMMON for entry in named) else (ShareClass(id=COMMON),)
    return (*common, *named)


def _stakeholders(dossier: Dossier) -> Iterator[Json]:
    people = {person.id: person.name or person.id for person in dossier.people}
    events = dossier.equity.events
    names = [name for event in events for name in (event.holder, event.to) if name]
    names += [loan.holder for loan in dossier.equity.convertibles]
    names += [entry.holder for entry in _register(dossier)]
    for name in dict.fromkeys(names):
        yield {
            "object_type": "STAKEHOLDER",
            "id": name,
            "name": {"legal_name": people.get(name, name)},
            "stakeholder_type": "INDIVIDUAL" if name in people else "INSTITUTION",
        }


def _register(dossier: Dossier) -> tuple[EquityEvent, ...]:
    """Return the share register as events, where there are none."""
    if dossier.equity.events or dossier.finance is None:
        return ()
    day = dossier.firm.founded or dossier.firm.date
    return tuple(
        EquityEvent(id=f"register {place + 1}", date=day, kind="issue", holder=entry.holder,
                    shares=entry.shares)
        for place, entry in enumerate(dossier.finance.shares)
    )  # fmt: skip


def _share_class(entry: ShareClass, dossier: Dossier) -> Json:
    first = entry.kind == "preferred"
    item: Json = {
        "object_type": "STOCK_CLASS",
        "id": entry.id,
        "name": entry.name or entry.id,
        "class_type": "PREFERRED" if first else "COMMON",
        "default_id_prefix": "PS-" if first else "CS-",
        "initial_shares_authorized": "UNLIMITED",
        "votes_per_share": "1",
        "seniority": str(entry.seniority),
    }
    if entry.price:
        item["price_per_share"] = {
            "amount": f"{entry.price:f}",
            "currency": dossier.firm.currency,
        }
    if first:
        item["liquidation_preference_multiple"] = _number(entry.preference)
    if entry.participation == "capped":
        item["participation_cap_multiple"] = _number(entry.cap)
    if entry.anti_dilution != "none":
        item["comments"] = [ANTI_DILUTION + entry.anti_dilution]
    return item


def _number(value: float) -> str:
    return f"{Decimal(str(value)):f}"


def _plans(dossier: Dossier) -> Iterator[Json]:
    pools = [event for event in dossier.equity.events if event.kind == "pool"]
    if pools:
        yield {
            "object_type": "STOCK_PLAN",
            "id": POOL,
            "plan_name": "Option pool",
            "initial_shares_reserved": "0",
            "stock_class_ids": [COMMON],
            "default_cancellation_behavior": "RETURN_TO_POOL",
        }


def _vesting(plan: VestingPlan) -> Json:
    """Write a schedule as a chain of conditions: the cliff, equal steps, a shorter last one."""
    first = max(plan.cliff_months, plan.every_months)
    first = min(first, plan.months)
    count = (plan.months - first) // plan.every_months
    rest = plan.months - first - count * plan.every_months
    steps = [(first, 1)] if first else []
    steps += [(plan.every_months, count)] if count else []
    steps += [(rest, 1)] if rest else []
    conditions: list[Json] = [_condition(START, None, plan)]
    for place, (months, times) in enumerate(steps):
        conditions.append(_condition(f"step {place + 1}", (months, times), plan))
        conditions[-1]["trigger"]["relative_to_condition_id"] = conditions[-2]["id"]
        conditions[-2]["next_condition_ids"] = [conditions[-1]["id"]]
    item: Json = {
        "object_type": "VESTING_TERMS",
        "id": plan.id,
        "name": plan.id,
        "description": f"{plan.months} months",
        "allocation_type": plan.rounding.upper(),
        "vesting_conditions": conditions,
    }
    if plan.acceleration:
        item["comments"] = [ACCELERATION + _number(plan.acceleration)]
    return item


def _condition(name: str, step: tuple[int, int] | None, plan: VestingPlan) -> Json:
    if step is None:
        amount: Json = {"quantity": "0"}
        if plan.months == 0:
            amount = {"portion": {"numerator": "1", "denominator": "1"}}
        return {"id": name, **amount, "trigger": {"type": "VESTING_START_DATE"},
                "next_condition_ids": []}  # fmt: skip
    months, times = step
    return {
        "id": name,
        "portion": {"numerator": str(months), "denominator": str(plan.months)},
        "trigger": {
            "type": "VESTING_SCHEDULE_RELATIVE",
            "period": {
                "length": months,
                "type": "MONTHS",
                "occurrences": times,
                "day_of_month": DAY_RULES[plan.day_rule],
            },
            "relative_to_condition_id": "",
        },
        "next_condition_ids": [],
    }


def _transactions(dossier: Dossier) -> list[Json]:
    book = _Book(dossier.firm.currency)
    plans = {plan.id: plan for plan in dossier.equity.vesting}
    events = sorted(dossier.equity.events or _register(dossier), key=lambda event: event.date)
    for event in events:
        _write_event(book, dossier, event, plans)
    for loan in dossier.equity.convertibles:
        _write_convertible(book, loan)
    _write_returns(book, dossier)
    return sorted(book.items, key=lambda item: str(item["date"]))


def _write_event(
    book: _Book, dossier: Dossier, event: EquityEvent, plans: dict[str, VestingPlan]
) -> None:
    share_class = event.share_class or COMMON
    if event.kind == "issue":
        _issue(book, event, event.id, event.holder, share_class, event.shares)
    elif event.kind in {"transfer", "repurchase"}:
        _give_up(book, event, share_class)
    elif event.kind == "split":
        for entry in _classes(dossier):
            ratio = {"numerator": str(event.factor), "denominator": "1"}
            book.add("TX_STOCK_CLASS_SPLIT", f"{event.id}/{entry.id}", event.date,
                     stock_class_id=entry.id, split_ratio=ratio)  # fmt: skip
        book.reserved *= event.factor
        book.lots = {k: [(s, n * event.factor) for s, n in lots] for k, lots in book.lots.items()}
    elif event.kind == "pool":
        book.reserved += event.shares
        book.add("TX_STOCK_PLAN_POOL_ADJUSTMENT", event.id, event.date, stock_plan_id=POOL,
                 shares_reserved=str(book.reserved))  # fmt: skip
    elif event.kind == "grant":
        _grant(book, event, plans)
    elif event.kind == "exercise":
        security = f"{event.id}/shares"
        book.add("TX_EQUITY_COMPENSATION_EXERCISE", event.id, event.date,
                 security_id=event.grant, quantity=str(event.shares),
                 resulting_security_ids=[security])  # fmt: skip
        granted = next(e for e in dossier.equity.events if e.id == event.grant)
        _issue(book, granted, security, granted.holder, COMMON, event.shares, event.date)
    elif event.kind == "cancel":
        book.add("TX_EQUITY_COMPENSATION_CANCELLATION", event.id, event.date,
                 security_id=event.grant, quantity=str(event.shares),
                 reason_text=event.note or "cancelled")  # fmt: skip


def _issue(
    book: _Book,
    event: EquityEvent,
    security: str,
    holder: str,
    share_class: str,
    shares: int,
    day: date | None = None,
) -> None:
    book.add(
        "TX_STOCK_ISSUANCE",
        security,
        day or event.date,
        security_id=security,
        custom_id=security,
        stakeholder_id=holder,
        security_law_exemptions=[],
        stock_class_id=share_class,
        share_price=book.money(event.price),
        quantity=str(shares),
        stock_legend_ids=[],
    )
    book.lots.setdefault((holder, share_class), []).append((security, shares))


def _give_up(book: _Book, event: EquityEvent, share_class: str) -> None:
    """Take shares from a holder's securities, the oldest first; what is left is issued anew."""
    lots = book.lots.get((event.holder, share_class), [])
    left, part = event.shares, 0
    while left and lots:
        security, shares = lots.pop(0)
        taken = min(left, shares)
        left -= taken
        part += 1
        fields: Json = {"security_id": security, "quantity": str(taken)}
        name = event.id if part == 1 else f"{event.id}/{part}"
        if taken < shares:
            fields["balance_security_id"] = f"{name}/balance"
        if event.kind == "transfer":
            fields["resulting_security_ids"] = [f"{name}/to"]
            book.add("TX_STOCK_TRANSFER", name, event.date, **fields)
            _issue(book, event, f"{name}/to", event.to, share_class, taken)
        else:
            fields["price"] = book.money(event.price)
            book.add("TX_STOCK_REPURCHASE", name, event.date, **fields)
        if taken < shares:
            rest = shares - taken
            _issue(book, event, f"{name}/balance", event.holder, share_class, rest)
            lots.insert(0, lots.pop())


def _grant(book: _Book, event: EquityEvent, plans: dict[str, VestingPlan]) -> None:
    fields: Json = {}
    if event.vesting:
        fields["vesting_terms_id"] = event.vesting
    months = plans[event.vesting].exercise_months if event.vesting in plans else 3
    book.add(
        "TX_EQUITY_COMPENSATION_ISSUANCE",
        event.id,
        event.date,
        security_id=event.id,
        custom_id=event.id,
        stakeholder_id=event.holder,
        security_law_exemptions=[],
        stock_plan_id=POOL,
        compensation_type="OPTION",
        quantity=str(event.shares),
        exercise_price=book.money(event.price),
        expiration_date=event.expires.isoformat() if event.expires else None,
        termination_exercise_windows=[
            {"reason": "VOLUNTARY_OTHER", "period": months, "period_type": "MONTHS"}
        ],
        **fields,
    )
    if event.vesting:
        start = event.start or event.date
        book.add("TX_VESTING_START", f"{event.id}/start", start, security_id=event.id,
                 vesting_condition_id=START)  # fmt: skip


def _write_convertible(book: _Book, loan: ConvertibleLoan) -> None:
    mechanism: Json = {"capitalization_definition_rules": cap_rules(loan.cap_basis)}
    if loan.cap is not None:
        mechanism["conversion_valuation_cap"] = book.money(loan.cap)
    if loan.discount:
        mechanism["conversion_discount"] = _number(loan.discount)
    if loan.interest:
        rate = {"rate": _number(loan.interest), "accrual_start_date": loan.date.isoformat()}
        mechanism |= {
            "type": "CONVERTIBLE_NOTE_CONVERSION",
            "interest_rates": [rate],
            "day_count_convention": "ACTUAL_365",
            "interest_payout": "DEFERRED",
            "interest_accrual_period": "ANNUAL",
            "compounding_type": "COMPOUNDING" if loan.compounding else "SIMPLE",
            "conversion_mfn": loan.most_favoured,
        }
    else:
        timing = "POST_MONEY" if loan.cap_basis == "post_money" else "PRE_MONEY"
        mechanism |= {"type": "SAFE_CONVERSION", "conversion_timing": timing,
                      "conversion_mfn": loan.most_favoured}  # fmt: skip
    trigger = {
        "trigger_id": f"{loan.id}/round",
        "type": "AUTOMATIC_ON_CONDITION",
        "trigger_condition": "the next priced round",
        "conversion_right": {
            "type": "CONVERTIBLE_CONVERSION_RIGHT",
            "conversion_mechanism": mechanism,
            "converts_to_future_round": True,
        },
    }
    fields: Json = {"comments": [PRO_RATA]} if loan.pro_rata else {}
    book.add(
        "TX_CONVERTIBLE_ISSUANCE",
        loan.id,
        loan.date,
        security_id=loan.id,
        custom_id=loan.id,
        stakeholder_id=loan.holder,
        security_law_exemptions=[],
        convertible_type="NOTE" if loan.interest else "SAFE",
        investment_amount=book.money(loan.amount),
        conversion_triggers=[trigger],
        seniority=1,
        **fields,
    )


def _write_returns(book: _Book, dossier: Dossier) -> None:
    """Write what went back to the pool as people left; the format has no event for leaving."""
    cancelled: dict[str, int] = {}
    for event in dossier.equity.events:
        if event.kind == "cancel":
            cancelled[event.grant] = cancelled.get(event.grant, 0) + event.shares
    for name, grant in replay(dossier, dossier.firm.date).grants.items():
        known = cancelled.get(name, 0)
        if grant.left is None:
            continue
        days, end = [grant.left], grant.lapses
        if end and end < dossier.firm.date and end != grant.event.expires:
            days.append(end + timedelta(days=1))
        for day in days:
            returned = replay(dossier, day).grants[name].cancelled
            if returned > known:
                book.add("TX_EQUITY_COMPENSATION_CANCELLATION", f"{name}/{day.isoformat()}", day,
                         security_id=name, quantity=str(returned - known),
                         reason_text="left or lapsed")  # fmt: skip
                known = returned
