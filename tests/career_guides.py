"""Guides to careers as people write them, each in another shape; all of them made up."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["SHAPES", "Pay", "Shape"]


class Pay(NamedTuple):
    """A pay range that a guide states: of a role, or (``level``) of those at a level; an open top is None."""

    role: str
    least: float
    most: float | None
    currency: str
    level: str = ""


class Shape(NamedTuple):
    """A guide with the roles and the pay that it states; without roles it is refused."""

    text: str
    roles: frozenset[str]
    pay: frozenset[Pay] = frozenset()


def _shape(text: str, roles: str = "", *pay: Pay) -> Shape:
    return Shape(text.lstrip("\n"), frozenset(filter(None, roles.split(", "))), frozenset(pay))


SHAPES: dict[str, Shape] = {
    "a heading for each role": _shape(
        """
# Starting Out in Beekeeping

## Common Starter Positions

### 1. Apiary Hand
**Responsibilities:**
- Inspect frames

**Required Skills:**
- Smoker handling
- Labelling (Brother, Zebra)

**Salary:** €24,000 - €28,000

### 2. Honey Room Assistant
**Required Skills:**
- Extractor experience

**Salary:** €25k
""",
        "Apiary Hand, Honey Room Assistant",
        Pay("Apiary Hand", 24000, 28000, "EUR"),
        Pay("Honey Room Assistant", 25000, 25000, "EUR"),
    ),
    "a table of roles, names in bold, a heading for each level": _shape(
        """
---
title: "Glass Careers: The Complete Guide"
tags: ["glass"]
---

# 🔥 Glass Careers: The Complete Guide

![Glass](https://img.example/badge.svg)

> 💡 **Tip:** Glass is hot.

## 🎯 Paths | 💰 Pay

### Career Paths Covered

| Path | Focus | Salary Range (2025) |
|------|-------|---------------------|
| **Gaffer** | Blowing | $55K-$90K |
| **Cold Worker** | Grinding | $45K-$70K+ |

## 🔎 Glass Role Overview {#role-overview}

### Core Roles

**Gaffer (Hot Shop):**

- Gather and shape glass

**Cold Worker (Studio):**

- Grind and polish

## 📈 Detailed Roadmaps {#roadmaps}

### Gaffer Roadmap {#gaffer-roadmap}

#### Junior Gaffer (0-2 years)

**Daily Responsibilities:**

- Keep the furnace charged

**Key Skills to Build:**

- Gathering (pipe, punty)

**Salary Range:** $40K-$55K

#### Gaffer (2-4 years)

**Daily Responsibilities:**

- Lead a bench

**Key Skills to Build:**

- Colour work

**Salary Range:** $55K–$90K
""",
        "Gaffer, Cold Worker, Junior Gaffer",
        Pay("Gaffer", 55000, 90000, "USD"),
        Pay("Cold Worker", 45000, 70000, "USD"),
        Pay("Junior Gaffer", 40000, 55000, "USD"),
        Pay("Gaffer", 55000, 90000, "USD", "Gaffer (2-4 years)"),
    ),
    "one trade, its pay by level in a table": _shape(
        """
# Sailmaking Work

## Skills That Matter

### Core Skills

1. **Cutting** - Clean, exact, fast
2. **Sewing aptitude** - Learn and mend machines

## Salary Ranges

### Europe (2024)

| Level | Range |
|-------|-------|
| Entry (0-2 years) | €28,000 - €34,000 |
| Senior (5-10 years) | €45,000+ |

### Factors Affecting Salary

- **Harbour**: Big harbours pay more
""",
        "Sailmaking Work",
        Pay("Sailmaking Work", 28000, 34000, "EUR", "Europe (2024): Entry (0-2 years)"),
        Pay("Sailmaking Work", 45000, None, "EUR", "Europe (2024): Senior (5-10 years)"),
    ),
    "one role below a numbered heading": _shape(
        """
## 7. Loom Technician

**Difficulty:** Mid

---

### Real Job Titles in Textiles

**Fresher Level (0-2 years):**
- Loom Trainee

---

### Required Skills

**Machine Kinds:**
- **Rapier** (primary - most common)

**Core Concepts:**
- Weave patterns (twill, satin)

### Salary

**Fresher:** ₹3-5 LPA
**Experienced:** ₹8-15 LPA
""",
        "Loom Technician",
        Pay("Loom Technician", 300_000, 500_000, "INR", "Fresher"),
        Pay("Loom Technician", 800_000, 1_500_000, "INR", "Experienced"),
    ),
    "one role, in sections": _shape(
        """
# Stage Rigger: Theatre and Arena Rigging

Stage riggers hang things over heads.

## What Stage Riggers Do

Riggers work up high.

## Salary & Compensation

**Average Salary**: $50,000 - $70,000 annually\x20\x20
**Entry-Level**: $40,000 - $50,000\x20\x20
**On-Call Premium**: $3-8/hour extra for call shifts

## Requirements & Skills

**Certifications**: ETCP required, first aid often required

**Key Skills**: Knots, load sums, calm
""",
        "Stage Rigger",
        Pay("Stage Rigger", 50000, 70000, "USD"),
        Pay("Stage Rigger", 40000, 50000, "USD", "Entry-Level"),
    ),
    "facts as items in bold": _shape(
        """
Jobs in Water
=============

Diver
-----

* **Salary:** £30,000 to £45,000
* **Skills:** Welding, knots
* **Education:** HND or NVQ Level 3

Lock Keeper
-----------

* **Salary:** £11.44 per hour
* **Skills:** Boat handling
* **Duties:** Open gates
""",
        "Diver, Lock Keeper",
        Pay("Diver", 30000, 45000, "GBP"),
        Pay("Lock Keeper", 11.44, 11.44, "GBP"),
    ),
    "how to become one": _shape(
        """
# How to Become a Welder (2024)

## What Does a Welder Do?

- Join metal
- Read drawings

## What Skills Do You Need?

- Steady hands
- MIG and TIG

## How Much Do Welders Earn?

- Entry level: $35,000 - $42,000
- Experienced: $55,000+

## FAQ

### Is it hot?

Yes.
""",
        "Welder",
        Pay("Welder", 35000, 42000, "USD", "Entry level"),
        Pay("Welder", 55000, None, "USD", "Experienced"),
    ),
    "a table of everything": _shape(
        """
# Theatre Jobs

| Job title | Typical salary (GBP) | Key skills |
|:----------|---------------------:|------------|
| Dresser | 22,000 - 26,000 | Sewing, calm |
| Prop Maker | 25,000 - 32,000 | Carving |
""",
        "Dresser, Prop Maker",
        Pay("Dresser", 22000, 26000, "GBP"),
        Pay("Prop Maker", 25000, 32000, "GBP"),
    ),
    "a list of jobs with their pay": _shape(
        """
# Work on a Farm

## Top Jobs

1. **Shepherd** – £21,000 - £26,000
2. **Milker** – £23,000
3. **Hedge Layer** – it depends
""",
        "Shepherd, Milker",
        Pay("Shepherd", 21000, 26000, "GBP"),
        Pay("Milker", 23000, 23000, "GBP"),
    ),
    "a profile of a careers service": _shape(
        """
# Bricklayer

Bricklayers lay bricks to build houses.

## Average salary (a year)

£21,000 Starter

£42,000 Experienced

## Skills and knowledge

- knowledge of building
- the ability to work well with your hands

## Day-to-day tasks

- measure the work area
""",
        "Bricklayer",
        Pay("Bricklayer", 21000, 21000, "GBP", "Starter"),
        Pay("Bricklayer", 42000, 42000, "GBP", "Experienced"),
    ),
    "quick facts in a table": _shape(
        """
# Choreographers

| Quick facts | |
|---|---|
| 2023 Median Pay | $29.20 per hour |
| Typical Entry-Level Education | High school diploma or equivalent |

## Important Qualities

## Skills

- Athleticism
- Leadership
""",
        "Choreographers",
        Pay("Choreographers", 29.2, 29.2, "USD"),
    ),
    "pay in the heading": _shape(
        """
# Shop Work

## Entry-level positions

### Shop Assistant ($12-$15/hr)
- Skills: Till work, patience

### Buyer — $60k–$75k
- Skills: Haggling
""",
        "Shop Assistant, Buyer",
        Pay("Shop Assistant", 12, 15, "USD"),
        Pay("Buyer", 60000, 75000, "USD"),
    ),
    "a list of links, then sections": _shape(
        """
# Bakery Roles

- [Baker](#baker)
- [Miller](#miller)

## Baker <a id="baker"></a>

### Skills
- [x] Kneading
- [ ] Proofing

### Pay
CHF 4'200 – CHF 5'000 per month

## Miller <a id="miller"></a>

### Skills
- Milling

### Pay
CHF 4'000 per month
""",
        "Baker, Miller",
        Pay("Baker", 4200, 5000, "CHF"),
        Pay("Miller", 4000, 4000, "CHF"),
    ),
    "no title but that of the page": _shape(
        """
---
layout: page
title: Careers in Rope
---

## Splicer

**Skills**: Splicing, knots

**Pay**: 45.000 € – 52.000 €

## Rope Walker

**Skills**: Balance

**Pay**: bis 60.000 €
""",
        "Splicer, Rope Walker",
        Pay("Splicer", 45000, 52000, "EUR"),
        Pay("Rope Walker", 0, 60000, "EUR"),
    ),
    "a role whose levels are headings": _shape(
        """
# Piano Work

## Tuner Ladder

### Junior Tuner (0–2 years)
- **Skills:** Unisons
- **Salary:** 25-28k EUR

### Senior Tuner (5+ years)
- **Skills:** Voicing
- **Salary:** 40-55k EUR
""",
        "Junior Tuner, Senior Tuner",
        Pay("Junior Tuner", 25000, 28000, "EUR"),
        Pay("Senior Tuner", 40000, 55000, "EUR"),
    ),
    "plain lines and other signs": _shape(
        """
# Lighthouse Careers

## Occupations

### Keeper
Salary: $1,200\u2212$1,500 a week
Skills:
• Lamp care
• Log keeping
Education: no formal education

### Boatman
Salary: $900 a week
Skills:
– Rowing
– Ropes
""",
        "Keeper, Boatman",
        Pay("Keeper", 1200, 1500, "USD"),
        Pay("Boatman", 900, 900, "USD"),
    ),
    "names in bold and items": _shape(
        """
# Hotel Careers

## Positions in a Hotel

**Night Porter**
- Pay: £12.50 an hour
- Skills: Patience, languages

**Concierge**
- Pay: £28,000 p.a.
- Skills: Discretion
""",
        "Night Porter, Concierge",
        Pay("Night Porter", 12.5, 12.5, "GBP"),
        Pay("Concierge", 28000, 28000, "GBP"),
    ),
    "HTML around Markdown": _shape(
        """
<h1 align="center">Print Careers</h1>

# Print Careers

<details>
<summary>Typesetter</summary>

### Typesetter

**Skills:**<br>Kerning<br>Patience

**Pay:** <b>$50,000</b> to <b>$60,000</b>

</details>
""",
        "Typesetter",
        Pay("Typesetter", 50000, 60000, "USD"),
    ),
    "what you need, in bold": _shape(
        """
# So you want to work in radio?

## Presenter

Presenters talk on air.

**What you'll do**
- Read scripts

**What you'll need**
- Voice control

**What you'll earn:** £25,000 to £60,000

## Producer

**What you'll do**
- Book guests

**What you'll need**
- Planning

**What you'll earn:** £28,000 to £45,000
""",
        "Presenter, Producer",
        Pay("Presenter", 25000, 60000, "GBP"),
        Pay("Producer", 28000, 45000, "GBP"),
    ),
    "numbers of two parts": _shape(
        """
# Careers in Dance

## 1. Performance

### 1.1 Corps Dancer
#### Skills
1. Ballet
#### Salary
$35,000-$50,000 per year

### 1.2 Soloist
#### Skills
1. Ballet
#### Salary
$50,000-$80,000 per year
""",
        "Corps Dancer, Soloist",
        Pay("Corps Dancer", 35000, 50000, "USD"),
        Pay("Soloist", 50000, 80000, "USD"),
    ),
    "a role in each column": _shape(
        """
# Ski Jobs

| | Lift Operator | Ski Patroller |
|---|---|---|
| Salary | $15/hr | $20/hr |
| Skills | Greeting, lifting | First aid |
| Hours | 40 | 38 |
""",
        "Lift Operator, Ski Patroller",
        Pay("Lift Operator", 15, 15, "USD"),
        Pay("Ski Patroller", 20, 20, "USD"),
    ),
    "pay between two columns": _shape(
        """
# Museum Jobs

| Position | Min salary | Max salary | Skills |
|---|---|---|---|
| Curator | £30,000 | £45,000 | Writing; handling |
| Conservator | £28,000 | £40,000 | Chemistry |
""",
        "Curator, Conservator",
        Pay("Curator", 30000, 45000, "GBP"),
        Pay("Conservator", 28000, 40000, "GBP"),
    ),
    "a list of jobs with their pay and what they do": _shape(
        """
# Jobs in a Zoo

## Roles

- **Keeper** ($28,000 - $38,000): Feeds animals
- **Vet Nurse** ($32,000 - $45,000): Helps the vet
""",
        "Keeper, Vet Nurse",
        Pay("Keeper", 28000, 38000, "USD"),
        Pay("Vet Nurse", 32000, 45000, "USD"),
    ),
    "pay by country": _shape(
        """
# Chef Careers

## Roles

### Commis Chef
- Skills:
  - Knife work
- Salary:
  - UK: £20,000 - £24,000
  - US: $30,000 - $35,000

### Sous Chef
- Skills:
  - Ordering
- Salary:
  - UK: £30,000 - £38,000
  - Bonus: £2,000
""",
        "Commis Chef, Sous Chef",
        Pay("Commis Chef", 20000, 24000, "GBP", "UK"),
        Pay("Commis Chef", 30000, 35000, "USD", "US"),
        Pay("Sous Chef", 30000, 38000, "GBP", "UK"),
    ),
    "a table of pay apart from the roles": _shape(
        """
# Careers in Cheese

## Roles

### Affineur
**Skills:** Turning, brushing

### Cheesemaker
**Skills:** Curd cutting

## Salaries

| Role | Salary |
|---|---|
| Affineur | €28,000 - €34,000 |
| Cheesemaker | €30,000 - €40,000 |
""",
        "Affineur, Cheesemaker",
        Pay("Affineur", 28000, 34000, "EUR"),
        Pay("Cheesemaker", 30000, 40000, "EUR"),
    ),
    "a sign before each name": _shape(
        """
# 🧀 Cheese careers

## 👩\u200d🍳 Cheesemaker
💰 **Salary:** $40,000 – $55,000
🛠️ **Skills:** Curd cutting, hygiene

## 🧑\u200d🔬 Lab Tester
💰 **Salary:** $45,000 – $60,000
🛠️ **Skills:** Titration
""",
        "Cheesemaker, Lab Tester",
        Pay("Cheesemaker", 40000, 55000, "USD"),
        Pay("Lab Tester", 45000, 60000, "USD"),
    ),
    "the grades of a company": _shape(
        """
# Engineering Ladder

## IC1 - Junior Engineer
**Compensation:** $90k - $110k
**Skills**
* Git

## IC2 - Engineer
**Compensation:** $110k - $140k
**Skills**
* Design
""",
        "IC1 - Junior Engineer, IC2 - Engineer",
        Pay("IC1 - Junior Engineer", 90000, 110000, "USD"),
        Pay("IC2 - Engineer", 110000, 140000, "USD"),
    ),
    "careers pages of a university": _shape(
        """
# Careers with a Chemistry Degree

## What jobs can you do?

### Analytical Chemist

**What you'll do:** test samples; write reports

**Starting salary:** £22,000 - £26,000

**Experienced salary:** £30,000 - £45,000

**Entry requirements:** BSc in Chemistry

**Key skills:**

* Attention to detail
* Chromatography

### Patent Attorney

**Starting salary:** £35,000

**Entry requirements:** Degree in a science subject, plus qualifying exams

**Key skills:** Writing, analysis

## Useful links

* [Royal Society](https://example.org)
""",
        "Analytical Chemist, Patent Attorney",
        Pay("Analytical Chemist", 22000, 26000, "GBP"),
        Pay("Analytical Chemist", 30000, 45000, "GBP", "Experienced"),
        Pay("Patent Attorney", 35000, 35000, "GBP"),
    ),
    "a job profile of a government": _shape(
        """
# Bricklayer

Average salary (a year): £19,000 Starter to £45,000 Experienced

Typical hours (a week): 41 to 43

You could work: evenings / weekends

## How to become a bricklayer

You can get into this job through:

* a college course
* an apprenticeship

## What it takes

### Skills and knowledge

You'll need:

* knowledge of building and construction
* the ability to work well with your hands

### Restrictions and requirements

You'll need to:

* have a Construction Skills Certification Scheme (CSCS) card

## What you'll do

### Day-to-day tasks

In this role you could:

* measure work areas
* mix mortar by hand

## Career path and progression

With experience, you could become a site supervisor.
""",
        "Bricklayer",
        Pay("Bricklayer", 19000, 19000, "GBP", "Starter"),
        Pay("Bricklayer", 45000, 45000, "GBP", "Experienced"),
    ),
    "an awesome list": _shape(
        """
# Awesome Woodwork Careers [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)

> A curated list of careers in wood.

## Contents

- [Roles](#roles)
- [Salaries](#salaries)

## Roles

- [Joiner](https://example.org/joiner) - Makes doors and windows. £24k–£30k.
- [Turner](https://example.org/turner) - Turns bowls. £20k–£25k.

## Salaries

- Joiner - £24k–£30k
- Turner - £20k–£25k

## Contributing

Pull requests welcome.
""",
        "Joiner, Turner",
        Pay("Joiner", 24000, 30000, "GBP"),
        Pay("Turner", 20000, 25000, "GBP"),
    ),
    "a page exported from a notebook": _shape(
        """
# Florist

Status: Done
Salary: £18,000–£24,000
Skills: Arranging, Wiring, Customer care
Education: Level 2 Diploma in Floristry
Created: January 5, 2024 10:00 AM

# Notes

- Early mornings
""",
        "Florist",
        Pay("Florist", 18000, 24000, "GBP"),
    ),
    "a roadmap": _shape(
        """
# Roadmap to becoming a Sound Engineer

## Overview

A sound engineer records and mixes.

## Skills

- [ ] Microphones
  - [ ] Dynamic
  - [ ] Condenser
- [ ] Mixing
- [ ] Mastering *(optional)*

## Salary

| Experience | UK | US |
|---|---|---|
| Entry (0-2 yrs) | £20k | $35k |
| Senior (5+ yrs) | £40k | $80k |

## Education

- Bachelor's in Music Technology
- or self-taught with a portfolio
""",
        "Sound Engineer",
        Pay("Sound Engineer", 20000, 20000, "GBP", "UK: Entry (0-2 yrs)"),
        Pay("Sound Engineer", 35000, 35000, "USD", "US: Entry (0-2 yrs)"),
        Pay("Sound Engineer", 40000, 40000, "GBP", "UK: Senior (5+ yrs)"),
        Pay("Sound Engineer", 80000, 80000, "USD", "US: Senior (5+ yrs)"),
    ),
    "a post that counts jobs": _shape(
        """
# 5 High-Paying Jobs in Farming

Farming pays.

## 1. Agronomist — $65,000/year

Agronomists study soil.

**Skills needed:** soil testing, data analysis

**Education:** Bachelor's degree in Agronomy

## 2. Farm Manager — $60,000 to $80,000

**Skills needed:** budgeting, planning

**Education:** No degree needed, but experience is

## 3. Beekeeper (seasonal) — $15/hr

Bees!

## Conclusion

Go for it!
""",
        "Agronomist, Farm Manager, Beekeeper",
        Pay("Agronomist", 65000, 65000, "USD"),
        Pay("Farm Manager", 60000, 80000, "USD"),
        Pay("Beekeeper", 15, 15, "USD"),
    ),
    "a table for each role": _shape(
        """
# Hospital roles

## Porter

| Attribute | Details |
|---|---|
| Salary | £21,000 - £23,000 |
| Education | None |
| Skills | Lifting<br>Communication<br>Map reading |
| Hours | 37.5 |

## Radiographer

| Attribute | Details |
|---|---|
| Salary | £28,000 (Band 5) |
| Education | BSc in Radiography; HCPC registration |
| Skills | Imaging<br>Empathy |
""",
        "Porter, Radiographer",
        Pay("Porter", 21000, 23000, "GBP"),
        Pay("Radiographer", 28000, 28000, "GBP", "Band 5"),
    ),
    "a comparison, then pay by level": _shape(
        """
# Data jobs compared

| | Analyst | Engineer |
|---|---|---|
| **Pay** | $60k | $100k |
| **Skills** | SQL, Excel | Python, Spark |
| **Degree** | Bachelor's in Statistics | Bachelor's in Computer Science |
| Fun? | yes | no |

## Pay by level

| Level | Analyst | Engineer |
|---|---|---|
| Junior | $50k | $80k |
| Senior | $75k | $140k |
""",
        "Analyst, Engineer",
        Pay("Analyst", 60000, 60000, "USD"),
        Pay("Engineer", 100000, 100000, "USD"),
        Pay("Analyst", 50000, 50000, "USD", "Junior"),
        Pay("Analyst", 75000, 75000, "USD", "Senior"),
        Pay("Engineer", 80000, 80000, "USD", "Junior"),
        Pay("Engineer", 140000, 140000, "USD", "Senior"),
    ),
    "a numbered list of everything": _shape(
        """
# Top careers in theatre

1. **Stage Manager**
   - Salary: £25,000–£35,000
   - Skills: organisation, calling cues
   - Education: BA in Stage Management
2. **Rigger**
   - Salary: £18/hr
   - Skills: ropes, working at height
   - Licence: ETCP
3. **Usher** – £11.44 per hour, no experience needed
""",
        "Stage Manager, Rigger, Usher",
        Pay("Stage Manager", 25000, 35000, "GBP"),
        Pay("Rigger", 18, 18, "GBP"),
        Pay("Usher", 11.44, 11.44, "GBP"),
    ),
    "folded details": _shape(
        """
# Bakery careers

<details>
<summary><b>Baker</b> ($30k)</summary>

- **Skills:** kneading, proofing
- **Education:** none

</details>

<details>
<summary><b>Decorator</b></summary>

- **Pay:** $28k
- **Skills:** piping

</details>
""",
        "Baker, Decorator",
        Pay("Baker", 30000, 30000, "USD"),
        Pay("Decorator", 28000, 28000, "USD"),
    ),
    "a list of definitions": _shape(
        """
# Jobs at sea

Deckhand
: Pay: £22,000
: Skills: ropes, paint

Cook
: Pay: £25,000
""",
        "Deckhand, Cook",
        Pay("Deckhand", 22000, 22000, "GBP"),
        Pay("Cook", 25000, 25000, "GBP"),
    ),
    "a role below another": _shape(
        """
# Careers

## Nurse
Pay: £30k
Education: BSc in Nursing
### Skills
- Care
### Senior Nurse
Pay: £40k
Skills: Leading

## Pay summary

Nurses earn £30k. Porters earn £20k.

## Porter
Pay: competitive
Skills: Lifting
""",
        "Nurse, Senior Nurse, Porter",
        Pay("Nurse", 30000, 30000, "GBP"),
        Pay("Senior Nurse", 40000, 40000, "GBP"),
    ),
    "quotations": _shape(
        """
# Security

> **SOC Analyst** earns $60,000–$90,000
"""
    ),
    "an article": _shape(
        """
# Why I Love Printing

It smells good.

## The Morning

You come in and switch on the lamps.

## The Evening

You go home.
"""
    ),
    "an advertisement": _shape(
        """
# Join us!

## Who we are

We print.

## What we offer

Tea, and a good wage.
"""
    ),
}
