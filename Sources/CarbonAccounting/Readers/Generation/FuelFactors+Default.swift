extension FuelFactors {
    /// Life-cycle factors for the fuels of ENTSO-E, EIA, NESO, CAISO, OpenElectricity and CarbonCast.
    ///
    /// Medians of IPCC AR5 WG3 annex III, table A.III.2. What is not there: peat, oil shale and coal-derived gas as coal, oil
    /// from UK POST, waste, biogas and other renewables as biomass, other and unknown fuels as Electricity Maps' "unknown" (700).
    /// Storage, pumping and exchange with neighbours are left out of both sums: what they give back was counted when it was
    /// generated.
    public static let ipccAR5 = FuelFactors(
        ipccTable, scope: .lifecycle, source: "life-cycle medians of IPCC AR5")

    private static let ipccTable: [String: Factor] = {
        let byGrams: [(Double, [String])] = [
            (
                820,
                [
                    "Fossil Hard coal", "Fossil Brown coal/Lignite", "Fossil Peat", "Fossil Oil shale",
                    "Fossil Coal-derived gas", "coal", "Coal (Black)", "Coal (Brown)", "black coal", "brown coal",
                    "peat", "COL",
                ]
            ),
            (
                490,
                [
                    "Fossil Gas", "gas", "Gas (CCGT)", "Gas (OCGT)", "Gas (Steam)", "gas_recip", "Gas (Reciprocating)",
                    "gas_wcmg", "Gas (Waste Coal Mine)", "Gas (Coal Mine Waste)", "NG",
                ]
            ),
            (650, ["Fossil Oil", "oil", "All Petroleum Products", "petroleum", "Distillate"]),
            (
                230,
                [
                    "Biomass", "Waste", "Other renewable", "Biogas", "Bioenergy", "Bioenergy (Biomass)",
                    "Bioenergy (Biogas)",
                ]
            ),
            (700, ["Other", "unknown", "Other Fuel Sources", "Unknown Fuel Sources", "OTH", "UNK"]),
            (12, ["Nuclear", "Wind Offshore", "NUC"]),
            (38, ["Geothermal", "GEO"]),
            (
                24,
                [
                    "Hydro Run-of-river and poundage", "Hydro Water Reservoir", "hydro", "Large hydro", "Small hydro",
                    "Hydropower and Pumped Storage", "Hydropower Excluding Pumped Storage", "WAT",
                ]
            ),
            (17, ["Marine"]),
            (
                48,
                [
                    "Solar", "Solar (Utility)", "Solar (Rooftop)", "Solar (Thermal)", "SUN",
                    "Solar without Integrated Battery Storage", "Solar with Integrated Battery Storage",
                ]
            ),
            (
                11,
                [
                    "Wind Onshore", "wind", "wind_emb", "WND", "Wind without Integrated Battery Storage",
                    "Wind with Integrated Battery Storage",
                ]
            ),
        ]
        let ignored = [
            "Hydro Pumped Storage", "Energy storage", "Pumped Storage", "storage", "Battery Storage", "Batteries",
            "battery",
            "Battery (Charging)", "Battery (Discharging)", "Other Energy Storage", "Unknown Energy Storage", "pumps",
            "imports", "exports", "PS", "BAT", "OES", "UES",
        ]
        var table: [String: Factor] = [:]
        for (grams, fuels) in byGrams { for fuel in fuels { table[fuel] = .grams(grams) } }
        for fuel in ignored { table[fuel] = .ignore }
        return table
    }()
}
