"""The Chinese rules of June 2026 written out in plain NumPy: the peer of the rulebook's tables.

A number is a pair of arrays (lower and upper ends), an answer a pair (surely yes, possibly yes).
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

Array = np.ndarray
Number = tuple[Array, Array]
Answer = tuple[Array, Array]
NO, JUDGEMENT, UNKNOWN, YES = range(4)

SIZES = {
    "agriculture": ((0, 2e8, 0), (0, 5e6, 0), (0, 5e5, 0)),
    "industry": ((1000, 4e8, 0), (300, 2e7, 0), (20, 3e6, 0)),
    "construction": ((0, 8e8, 8e8), (0, 6e7, 5e7), (0, 3e6, 3e6)),
    "wholesale": ((200, 4e8, 0), (20, 5e7, 0), (5, 1e7, 0)),
    "retail": ((300, 2e8, 0), (50, 5e6, 0), (10, 1e6, 0)),
    "transport": ((1000, 3e8, 0), (300, 3e7, 0), (20, 2e6, 0)),
    "storage": ((200, 3e8, 0), (100, 1e7, 0), (20, 1e6, 0)),
    "post": ((1000, 3e8, 0), (300, 2e7, 0), (20, 1e6, 0)),
    "lodging_catering": ((300, 1e8, 0), (100, 2e7, 0), (10, 1e6, 0)),
    "information_transmission": ((2000, 1e9, 0), (100, 1e7, 0), (10, 1e6, 0)),
    "software": ((300, 1e8, 0), (100, 1e7, 0), (10, 5e5, 0)),
    "real_estate": ((0, 2e9, 1e8), (0, 1e7, 5e7), (0, 1e6, 2e7)),
    "property_management": ((1000, 5e7, 0), (300, 1e7, 0), (100, 5e6, 0)),
    "leasing_business_services": ((300, 0, 1.2e9), (100, 0, 8e7), (10, 0, 1e6)),
    "other": ((300, 0, 0), (100, 0, 0), (10, 0, 0)),
}
EXCLUDED = (
    "wholesale", "retail", "lodging_catering", "real_estate", "property_management",
    "leasing_business_services",
)  # fmt: skip


class Firms:
    """Facts of a table as arrays, gaps filled with the ends of what is possible."""

    def __init__(self, table: pl.DataFrame) -> None:
        self.columns: dict[str, Array] = {}
        self.missing: dict[str, Array] = {}
        for name in table.columns:
            column = table[name]
            self.missing[name] = column.is_null().to_numpy()
            if column.dtype == pl.String:
                self.columns[name] = column.to_physical().to_numpy()
            elif column.dtype == pl.Boolean:
                self.columns[name] = column.fill_null(value=False).to_numpy()
            else:
                self.columns[name] = column.to_numpy()

    def number(self, name: str, low: float = 0.0, high: float = np.inf) -> Number:
        """Return a number with its gaps filled."""
        column, missing = self.columns[name], self.missing[name]
        return np.where(missing, low, column), np.where(missing, high, column)

    def signed(self, name: str) -> Number:
        """Return a number that may be negative."""
        return self.number(name, -np.inf)

    def truth(self, name: str) -> Answer:
        """Return a fact that is true or not."""
        column = self.columns[name]
        return column, column | self.missing[name]

    def industry(self, *names: str) -> Answer:
        """Return whether the industry is one of several."""
        column, missing = self.columns["size_industry"], self.missing["size_industry"]
        found = np.isin(column, names) if len(names) > 1 else column == names[0]
        found = found & ~missing
        return found, found | missing


def every(*parts: Answer) -> Answer:
    """Return a conjunction."""
    return np.logical_and.reduce([p[0] for p in parts]), np.logical_and.reduce(
        [p[1] for p in parts]
    )


def some(*parts: Answer) -> Answer:
    """Return a disjunction."""
    sure, possible = ([part[end] for part in parts] for end in (0, 1))
    return np.logical_or.reduce(sure), np.logical_or.reduce(possible)


def no(part: Answer) -> Answer:
    """Return the opposite."""
    return ~part[1], ~part[0]


def at_least(number: Number, bound: float) -> Answer:
    """Return whether a number is a bound or more."""
    return number[0] >= bound, number[1] >= bound


def at_most(number: Number, bound: float) -> Answer:
    """Return whether a number is a bound or less."""
    return number[1] <= bound, number[0] <= bound


def above(number: Number, bound: float) -> Answer:
    """Return whether a number is more than a bound."""
    return number[0] > bound, number[1] > bound


def below(number: Number, bound: float) -> Answer:
    """Return whether a number is less than a bound."""
    return number[1] < bound, number[0] < bound


def total(*parts: Number) -> Number:
    """Return a sum."""
    return sum(p[0] for p in parts), sum(p[1] for p in parts)  # type: ignore[return-value]


def share(part: Number, whole: Number) -> Number:
    """Return a share, zero of a whole of zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sure = whole[0] > 0
        low = np.where(part[0] >= 0, part[0] / whole[1], part[0] / whole[0])
        high = np.where(part[1] >= 0, part[1] / whole[0], part[1] / whole[1])
        low = np.where(np.isnan(low), 0.0, low)
        high = np.where(np.isnan(high), 0.0, high)
        open_low = np.where((part[0] < 0) & (whole[1] > 0), -np.inf, 0.0)
        open_high = np.where((part[1] > 0) & (whole[1] > 0), np.inf, 0.0)
    return np.where(sure, low, open_low), np.where(sure, high, open_high)


def bands(number: Number, bounds: list[float], low: list[float], high: list[float]) -> Number:
    """Return points by rising bounds; the first entry is for values below all of them."""
    places = [np.searchsorted(bounds, end, side="right") for end in number]
    return np.asarray(low)[places[0]], np.asarray(high)[places[1]]


def best(*parts: Number) -> Number:
    """Return the largest of several."""
    return np.maximum.reduce([p[0] for p in parts]), np.maximum.reduce([p[1] for p in parts])


def chosen(test: Answer, then: Number, otherwise: Number) -> Number:
    """Return one number where a test is met, another where not, both together where it is open."""
    is_open = test[1] & ~test[0]
    low, high = (np.where(test[0], then[end], otherwise[end]) for end in (0, 1))
    return (
        np.where(is_open, np.minimum(then[0], otherwise[0]), low),
        np.where(is_open, np.maximum(then[1], otherwise[1]), high),
    )


def code(answer: Answer, unknown: Array | None = None) -> Array:
    """Return answers as codes."""
    sure, possible = answer
    open_code = UNKNOWN if unknown is None else np.where(unknown, UNKNOWN, JUDGEMENT)
    return np.where(sure, YES, np.where(possible, open_code, NO)).astype(np.uint8)


def evaluate(table: pl.DataFrame) -> Mapping[str, Array]:
    """Return the verdicts of all Chinese rules."""
    f = Firms(table)
    staff, science = f.number("staff"), f.number("science_staff")
    sales, assets = f.number("sales"), f.number("assets")
    sales1, sales2 = f.number("sales_1_before"), f.number("sales_2_before")
    rd, rd1 = f.number("rd_spending"), f.number("rd_spending_1_before")
    rd2, two = f.number("rd_spending_2_before"), f.number("class_two_rights")
    one, own = f.number("class_one_rights"), f.number("own_class_one_rights")
    costs, main = f.number("costs_and_expenses"), f.number("main_business_revenue")
    net, institution = f.signed("net_assets"), f.truth("research_institution")
    mainland, certificate = f.truth("registered_in_mainland"), f.truth("high_tech_certificate")
    registration = f.truth("technology_sme_registration")
    rd_share, rd_share1, science_share = share(rd, sales), share(rd1, sales1), share(science, staff)
    rd_three, sales_three = total(rd, rd1, rd2), total(sales, sales1, sales2)
    rd_share3, main_share = share(rd_three, sales_three), share(main, sales)
    debt = share((assets[0] - net[1], assets[1] - net[0]), assets)
    verdicts: dict[str, Array] = {}
    negative = some(f.industry(*EXCLUDED), f.truth("tobacco_or_entertainment"))

    large = some(*(
        every(f.industry(name), at_least(staff, x), at_least(sales, y), at_least(assets, z))
        for name, ((x, y, z), _, _) in SIZES.items()
    ))  # fmt: skip
    sme = no(large)
    verdicts["cn/enterprise-size"] = code(sme)

    staff_points = bands(science_share, [0.1, 0.15, 0.2, 0.25, 0.3], *[[0, 4, 8, 12, 16, 20]] * 2)
    spending = best(
        bands(rd_share, [0.02, 0.03, 0.04, 0.05, 0.06], *[[0, 10, 20, 30, 40, 50]] * 2),
        bands(share(rd, costs), [0.1, 0.15, 0.2, 0.25, 0.3], *[[0, 10, 20, 30, 40, 50]] * 2),
    )
    rights = best(
        bands(one, [1], *[[0, 30]] * 2), bands(two, [1, 2, 3, 4], *[[0, 6, 12, 18, 24]] * 2)
    )
    score = at_least(total(staff_points, spending, rights), 60)
    verdicts["cn/technology-sme-evaluation"] = code(every(
        mainland, at_most(staff, 500), at_most(sales, 2e8), at_most(assets, 2e8),
        no(f.truth("restricted_products")), f.truth("clean_conduct"),
        f.truth("audited_collection"), f.truth("research_ledgers"), no(negative),
        some(every(score, above(staff_points, 0)), certificate, f.truth("national_award"),
             institution, f.truth("led_standard")),
    ))  # fmt: skip

    property_points = total(
        best(bands(one, [1], [0, 7], [0, 8]), bands(two, [1, 3, 5], [0, 1, 3, 5], [0, 2, 4, 6])),
        f.number("innovation_property_points", 0, 24),
    )
    property_points = tuple(np.minimum(end, 30) for end in property_points)
    results = f.number("converted_results_three_years")
    conversion = bands(
        (results[0] / 3, results[1] / 3), [1, 2, 3, 4, 5], [0, 1, 7, 13, 19, 25],
        [0, 6, 12, 18, 24, 30],
    )  # fmt: skip
    organisation = f.number("innovation_organisation_points", 0, 20)
    net1, net2 = f.signed("net_assets_1_before"), f.signed("net_assets_2_before")
    growth_points = []
    for now, before, earlier in ((net, net1, net2), (sales, sales1, sales2)):
        one_year, other_year = share(now, before), share(before, earlier)
        usual = tuple((one_year[n] + other_year[n]) * 0.5 - 1 for n in (0, 1))
        fresh = every(at_most(earlier, 0), at_least(earlier, 0))
        growth = chosen(fresh, (one_year[0] - 1, one_year[1] - 1), usual)
        tiny = np.nextafter(0, 1)
        growth_points.append(bands(
            growth, [tiny, 0.05, 0.15, 0.25, 0.35], [0, 1, 3, 5, 7, 9], [0, 2, 4, 6, 8, 10]
        ))  # fmt: skip
    innovation = total(property_points, conversion, organisation, *growth_points)
    domestic = share(
        (rd_three[0] - f.number("rd_abroad_three_years")[1],
         rd_three[1] - f.number("rd_abroad_three_years")[0]), rd_three,
    )  # fmt: skip
    research = every(
        some(at_least(rd_share3, 0.05), above(sales, 5e7)),
        some(at_least(rd_share3, 0.04), above(sales, 2e8)), at_least(rd_share3, 0.03),
    )  # fmt: skip
    score_answer = above(innovation, 70)
    parts = [
        (at_least(f.number("age_days"), 365), None),
        (at_least(total(one, two), 1), None), (f.truth("high_tech_field"), None),
        (at_least(science_share, 0.1), None), (research, None), (at_least(domestic, 0.6), None),
        (at_least(share(f.number("high_tech_revenue"), sales), 0.6), None),
        (no(f.truth("serious_breach_last_year")), None),
        (score_answer, np.logical_or.reduce([f.missing[n] for n in (
            "class_one_rights", "class_two_rights", "converted_results_three_years", "net_assets",
            "net_assets_1_before", "net_assets_2_before", "sales", "sales_1_before",
            "sales_2_before")])),
    ]  # fmt: skip
    verdicts["cn/high-tech-enterprise"] = code(*with_unknown(parts))

    main1 = f.number("main_business_revenue_1_before")
    main_growth = share((main[0] - main1[1], main[1] - main1[0]), main1)
    innovation_part = total(
        best(bands(f.number("high_value_rights"), [1], *[[0, 20]] * 2),
             bands(own, [1], *[[0, 15]] * 2), bands(one, [1], *[[0, 10]] * 2),
             bands(two, [1], *[[0, 5]] * 2)),
        bands(rd_share, [0.01, 0.02, 0.03, 0.05], *[[0, 5, 10, 15, 20]] * 2),
    )  # fmt: skip
    growth_part = total(
        bands(main_growth, [0, 0.05, 0.1, 0.15], *[[0, 5, 10, 15, 20]] * 2),
        bands((1 - debt[1], 1 - debt[0]), [0, 0.25, 0.45], *[[0, 0, 5, 10]] * 2),
    )
    field = f.truth("strategic_industry")
    special_part = total(
        (np.where(field[0], 10.0, 5.0), np.where(field[1], 10.0, 5.0)),
        bands(main_share, [0.5, 0.55, 0.6, 0.7], *[[0, 5, 10, 15, 20]] * 2),
    )
    by_score = every(
        at_least(total(innovation_part, growth_part, special_part), 60),
        at_least(innovation_part, 20), at_least(growth_part, 15), at_least(special_part, 15),
    )  # fmt: skip
    award3 = f.truth("national_award_three_years")
    provincial = f.truth("provincial_award_three_years")
    equity = every(
        at_least(f.number("equity_raised_three_years"), 5e6),
        f.truth("equity_from_qualified_institutions"),
    )
    verdicts["cn/innovative-sme"] = code(every(mainland, sme, some(
        by_score, award3, provincial, certificate, f.truth("innovation_demonstration"),
        institution, equity,
    )))  # fmt: skip

    equity2, platform = f.number("equity_raised_two_years"), f.number("platform_score", 0, 100)
    nobody = np.zeros(len(staff[0]), bool)
    verdicts["cn/specialised-sme"] = code(*with_unknown([
        (some(registration, f.truth("innovative_sme_title")), None),
        (at_least(f.number("niche_years"), 3), None),
        (some(at_least(sales, 1.5e7), at_least(equity2, 2e7)), None),
        (at_least(main_share, 0.8), None), (at_most(debt, 0.8), None),
        (every(at_least(rd, 1e6), at_least(rd1, 1e6), at_least(rd_share, 0.03),
               at_least(rd_share1, 0.03)), None),
        (some(at_least(one, 1), provincial, award3, institution), None),
        (f.truth("market_position"), nobody), (at_least(platform, 50), nobody),
    ]))  # fmt: skip
    verdicts["cn/little-giant"] = code(*with_unknown([
        (f.truth("specialised_sme_title"), None), (at_least(f.number("niche_years"), 3), None),
        (at_least(sales, 5e7), None), (at_least(main_share, 0.9), None),
        (at_most(debt, 0.75), None), (some(
            f.truth("little_giant_review"), at_least(share(sales, sales2), 1.1025)), None),
        (every(at_least(total(rd, rd1), 1.2e7), at_least(rd_share, 0.03),
               at_least(rd_share1, 0.03)), None),
        (some(at_least(own, 4), award3), None),
        (some(at_least(f.number("market_share"), 0.1), f.truth("national_top_three")), None),
        (at_least(platform, 60), nobody),
    ]))  # fmt: skip

    software = f.industry("software")
    verdicts["cn/star-market-attributes"] = code(every(
        some(every(no(software), some(at_least(rd_share3, 0.05), at_least(rd_three, 8e7))),
             at_least(rd_share3, 0.1)),
        at_least(f.number("rd_staff_share"), 0.1),
        some(at_least(f.number("invention_patents"), 7), software),
        some(at_least(share(sales, sales2), 1.5625), at_least(sales, 3e8)),
    ))  # fmt: skip
    value = f.number("expected_market_value")
    profit, profit1 = f.signed("profit"), f.signed("profit_1_before")
    sets = [
        every(at_least(value, 1e9), some(
            every(at_least(total(profit, profit1), 5e7), above(profit, 0), above(profit1, 0)),
            every(above(profit, 0), at_least(sales, 1e8)))),
        every(at_least(value, 1.5e9), at_least(sales, 2e8), at_least(rd_share3, 0.15)),
        every(at_least(value, 2e9), at_least(sales, 3e8),
              at_least(f.signed("operating_cash_flow"), 1e8)),
        every(at_least(value, 3e9), at_least(sales, 3e8)),
    ]  # fmt: skip
    recognised, rich = f.truth("core_technology_recognised"), at_least(value, 4e9)
    listed = some(*sets, every(rich, recognised))
    firm_open = np.logical_or.reduce([part[1] & ~part[0] for part in sets])
    last_open = every(rich, recognised)
    last_unknown = last_open[1] & ~last_open[0] & rich[1] & ~rich[0]
    verdicts["cn/star-market-listing"] = code(listed, firm_open | last_unknown)

    verdicts["cn/corporate-income-tax"] = code(mainland)
    rd_own, contracts = f.number("rd_own"), f.number("rd_outsourced_domestic")
    abroad, other = f.number("rd_outsourced_abroad"), f.number("rd_other")
    deductible = []
    for end in (0, 1):
        inland = rd_own[end] + np.minimum(other[end], rd_own[end] / 9) + 0.8 * contracts[end]
        deductible.append(inland + np.minimum(0.8 * abroad[end], inland * 2 / 3))
    verdicts["cn/rd-super-deduction"] = code(every(
        f.truth("audited_collection"), f.truth("research_ledgers"), no(negative),
        above((deductible[0], deductible[1]), 0),
    ))  # fmt: skip
    verdicts["cn/high-tech-rate"] = code(certificate)
    verdicts["cn/small-low-profit"] = code(every(
        at_most(f.number("taxable_income"), 3e6), at_most(staff, 300), at_most(assets, 5e7)
    ))  # fmt: skip
    verdicts["cn/loss-carry-forward-general"] = code(mainland)
    verdicts["cn/loss-carry-forward"] = code(some(certificate, registration))
    burden = share(f.number("software_vat"), f.number("software_sales"))
    verdicts["cn/software-vat-refund"] = code(above(burden, 0.03))
    verdicts["cn/equity-incentive-deferral"] = code(every(
        mainland, f.truth("equity_plan"), at_most(f.number("equity_plan_share"), 0.3),
        f.truth("own_shares_granted"), f.truth("equity_held_long_enough"),
        f.truth("exercise_within_ten_years"), no(f.truth("stock_award_in_listed_industry")),
    ))  # fmt: skip
    verdicts["cn/technology-contribution-deferral"] = code(
        every(mainland, f.truth("technology_contributed"))
    )
    verdicts["cn/early-investor-deduction"] = code(every(
        mainland, at_most(staff, 300), at_most(assets, 5e7), at_most(sales, 5e7),
        at_most(f.number("age_months"), 60), at_least(f.number("degree_holders_share"), 0.3),
        at_least(share(rd, costs), 0.2), f.truth("research_kept_up"),
    ))  # fmt: skip
    giant = f.truth("little_giant_title")
    verdicts["cn/key-little-giant"] = code(
        *with_unknown([(giant, None), (f.truth("competitive_award"), nobody)])
    )
    verdicts["cn/technology-relending"] = code(every(
        f.truth("bank_credit_wanted"),
        some(registration, certificate, f.truth("innovative_sme_title"), giant,
             f.truth("specialised_sme_title"), f.truth("private_sme_with_high_research")),
    ))  # fmt: skip
    return verdicts


def with_unknown(parts: list[tuple[Answer, Array | None]]) -> tuple[Answer, Array]:
    """Return a conjunction, and where the firm could settle what is open in it."""
    unknown = np.zeros(len(parts[0][0][0]), bool)
    for (sure, possible), firm in parts:
        is_open = possible & ~sure
        unknown |= is_open if firm is None else is_open & firm
    return every(*(answer for answer, _ in parts)), unknown
