"""Public pages of the social order at 1,000 and at 100,000 projects: list, one project, a supplier, the plan of a year.

    python benchmarks/projects.py [--small 1000] [--large 100000] [--rounds 40]

Pages are asked of the program itself in this process (no HTTP), uncached, both sizes in turn, over a database of its
own that is filled by plain SQL with checks switched off, then vacuumed and analysed. Each supplier has ten projects;
twenty years of plans share them all, so the plan of a year has 50 lines at the small size and 5,000 at the large one
(the region of the article has 232 a year). The first year's projects are the oldest of all: a list that walks from the
newest on meets them last. The pages of money and hints are added up in the rounds before the clock starts, and kept:
nothing happens meanwhile. Prints p50, p95 and their ratios. Goal: p95 at the large size at most 1.2 times the small.
"""

from filling import fill, owners_of_rows
from measure import measure_two_sizes

YEARS = 20
"""Years of plans."""
PAGES = {
    "list": "/kk/social-order/projects/",
    "list of a year": "/kk/social-order/projects/?year=2018",
    "list, oldest year": "/kk/social-order/projects/?year=2007",
    "one project": "/kk/social-order/projects/AG-2018-000500/",
    "supplier": "/kk/social-order/suppliers/ngo-7/",
    "plan of a year": "/kk/social-order/plan/2018/",
    "plan of a body": "/kk/social-order/plan/2018/akimat-zhambyl/",
    "money of a year": "/kk/social-order/money/?year=2018",
    "hints of a year": "/kk/social-order/money/2018/hints/",
}

if __name__ == "__main__":
    measure_two_sizes(__doc__, PAGES, owners_of_rows, lambda url, size, owners: fill(url, size, YEARS, owners))
