"""The sample town: 300 made-up roles, 50 trades in two settings and at three levels each, as a table.

``docs/generate.py`` writes the table to data/sample/town.csv. No figure is measured: pay and preparation follow from
the trade and the level by the rules below.

    >>> town().splitlines()[2][:28]
    'FO-1A2,Night Baker,Food,Bake'
    >>> len(town().splitlines())
    301
"""

from __future__ import annotations

import csv
from io import StringIO
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["town"]


class _Area(NamedTuple):
    """An area of work: its two settings with what each adds, what all its trades need, and the trades.

    ``pay`` is that of an experienced worker of the first trade, in euros a year; ``degree`` what the upper two levels
    ask.
    """

    name: str
    settings: dict[str, str]
    shared: tuple[str, str]
    pay: int
    degree: str
    trades: dict[str, tuple[str, str, str]]


_SCHOOL: Final = "High school diploma"
_DIPLOMA: Final = "Diploma"

_AREAS: Final = (
    _Area("Food", {"Night": "Shift handover", "Market": "Customer service"}, ("Food hygiene", "Stock control"),
          26000, _SCHOOL, {
              "Baker": ("Bake bread", "Mix dough", "Maintain ovens"),
              "Pastry Cook": ("Mix dough", "Make pastry", "Decorate cakes"),
              "Butcher": ("Cut meat", "Sharpen blades", "Cure meat"),
              "Cheese Maker": ("Make cheese", "Keep cultures", "Measure acidity"),
              "Line Cook": ("Cook to order", "Cut vegetables", "Sharpen blades")}),
    _Area("Building", {"Site": "Work at height", "Heritage": "Restore old fabric"},
          ("Read drawings", "Site safety"), 31000, _SCHOOL, {
              "Bricklayer": ("Lay bricks", "Mix mortar", "Set out walls"),
              "Joiner": ("Cut joints", "Fit doors", "Sharpen blades"),
              "Roofer": ("Lay slates", "Seal roofs", "Fit battens"),
              "Plasterer": ("Mix plaster", "Float walls", "Mix mortar"),
              "Electrician": ("Wire circuits", "Test circuits", "Find faults")}),
    _Area("Health", {"Ward": "Shift handover", "Community": "Home visits"},
          ("Record keeping", "Infection control"), 34000, "Bachelor's in Health Sciences", {
              "Nurse": ("Give medicines", "Dress wounds", "Assess patients"),
              "Physiotherapist": ("Assess patients", "Teach exercises", "Move patients"),
              "Care Worker": ("Move patients", "Help with meals", "Observe patients"),
              "Phlebotomist": ("Take blood", "Label samples", "Observe patients"),
              "Pharmacist": ("Check prescriptions", "Give medicines", "Advise on medicines")}),
    _Area("Schools", {"Primary": "Play-based learning", "Evening": "Teach adults"},
          ("Record keeping", "Safeguarding"), 33000, "Bachelor's in Education", {
              "Teacher": ("Plan lessons", "Teach classes", "Mark work"),
              "Teaching Assistant": ("Support pupils", "Prepare materials", "Mark work"),
              "Librarian": ("Catalogue books", "Advise readers", "Prepare materials"),
              "Careers Adviser": ("Interview people", "Advise on careers", "Keep contacts"),
              "Lab Technician": ("Prepare samples", "Label samples", "Calibrate instruments")}),
    _Area("Transport", {"City": "Know the town", "Regional": "Plan long journeys"},
          ("Road safety", "Use timetables"), 28000, _SCHOOL, {
              "Bus Driver": ("Drive buses", "Customer service", "Check vehicles"),
              "Train Dispatcher": ("Direct traffic", "Use radio", "Shift handover"),
              "Courier": ("Drive vans", "Deliver goods", "Use scanners"),
              "Bicycle Mechanic": ("Repair bicycles", "Find faults", "Order parts"),
              "Warehouse Clerk": ("Stock control", "Use scanners", "Drive forklifts")}),
    _Area("Computing", {"Web": "Web standards", "Data": "Query databases"},
          ("Version control", "Write documentation"), 42000, "Bachelor's in Computer Science", {
              "Developer": ("Write programs", "Review code", "Design interfaces"),
              "Tester": ("Write tests", "Find faults", "Report faults"),
              "Support Technician": ("Customer service", "Find faults", "Set up computers"),
              "Analyst": ("Interview people", "Analyse figures", "Make charts"),
              "Administrator": ("Set up servers", "Set up computers", "Keep backups")}),
    _Area("Growing", {"Orchard": "Prune trees", "Glasshouse": "Control climate"},
          ("Know plants", "Work safely outdoors"), 25000, _SCHOOL, {
              "Grower": ("Sow crops", "Water crops", "Harvest crops"),
              "Gardener": ("Plant beds", "Water crops", "Sharpen blades"),
              "Machine Operator": ("Drive tractors", "Check vehicles", "Harvest crops"),
              "Soil Technician": ("Prepare samples", "Measure acidity", "Label samples"),
              "Pest Adviser": ("Identify pests", "Advise growers", "Analyse figures")}),
    _Area("Offices", {"Council": "Public procedure", "Company": "Commercial awareness"},
          ("Use spreadsheets", "Record keeping"), 30000, _DIPLOMA, {
              "Bookkeeper": ("Keep accounts", "Reconcile payments", "Analyse figures"),
              "Receptionist": ("Customer service", "Answer calls", "Book rooms"),
              "Payroll Clerk": ("Run payroll", "Reconcile payments", "Answer calls"),
              "Buyer": ("Compare offers", "Order parts", "Keep contacts"),
              "Planner": ("Plan schedules", "Make charts", "Book rooms")}),
    _Area("Workshops", {"Furniture": "Know timber", "Instrument": "Tune by ear"},
          ("Read drawings", "Use hand tools"), 29000, _DIPLOMA, {
              "Maker": ("Cut joints", "Glue parts", "Sharpen blades"),
              "Restorer": ("Restore old fabric", "Glue parts", "Match finishes"),
              "Finisher": ("Sand surfaces", "Match finishes", "Spray varnish"),
              "Designer": ("Draw plans", "Design interfaces", "Build models"),
              "Inspector": ("Measure parts", "Calibrate instruments", "Report faults")}),
    _Area("Hospitality", {"Hotel": "Guest records", "Festival": "Manage crowds"},
          ("Customer service", "Handle payments"), 24000, _SCHOOL, {
              "Host": ("Welcome guests", "Book rooms", "Answer calls"),
              "Bartender": ("Mix drinks", "Stock control", "Food hygiene"),
              "Housekeeper": ("Clean rooms", "Order parts", "Check rooms"),
              "Event Planner": ("Plan schedules", "Keep contacts", "Compare offers"),
              "Sound Technician": ("Set up sound", "Find faults", "Wire circuits")}),
)  # fmt: skip

_NO_DEGREE: Final = ("Care Worker", "Phlebotomist", "Teaching Assistant", "Lab Technician", "Support Technician")
"""Trades that ask no degree, though others of their area do."""

_LEVELS: Final = (("Trainee ", 72, 1), ("", 100, 2), ("Lead ", 128, 3))
"""What each level puts before the name, its pay in per cent of the experienced worker's, and its preparation."""

_HEADER: Final = ("code", "role", "area", "skills", "useful skills", "pay from", "pay to", "education", "preparation")


def town() -> str:
    """The table as CSV: a header, and a row for each role."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_HEADER)
    for area in _AREAS:
        rows.writerows(_roles(area))
    return text.getvalue()


def _roles(area: _Area) -> Iterator[tuple[str | int, ...]]:
    """The 30 rows of an area."""
    ways = product(enumerate(area.trades.items(), 1), zip("AB", area.settings.items(), strict=True))
    for (number, (trade, own)), (letter, (setting, added)) in ways:
        for level, (prefix, share, preparation) in enumerate(_LEVELS, 1):
            needed = [*own[: level + 1], area.shared[0], *((added, area.shared[1]) if level > 1 else ())]
            useful = {1: own[2], 2: "Train others", 3: "Prepare budgets"}[level]
            needed += ("Train others", "Plan rotas") if prefix == "Lead " else ()
            pay = round((area.pay + 1400 * (number - 1) + 600 * (letter == "B")) * share, -4) // 100
            asks_degree = level > 1 and trade not in _NO_DEGREE
            yield (
                f"{area.name[:2].upper()}-{number}{letter}{level}",
                f"{prefix}{setting} {trade}",
                area.name,
                "; ".join(dict.fromkeys(needed)),
                useful,
                pay,
                pay + 4000 + 1000 * level,
                area.degree if asks_degree else _SCHOOL,
                preparation + (asks_degree and area.degree.startswith("Bachelor")),
            )
