import CarbonAccounting

extension TraceQuestion {
    /// The options that answer the question.
    var advice: String {
        switch self {
        case .timeZone: "say it with --time-zone, such as --time-zone Europe/Paris or --time-zone UTC"
        case .dateOrder: "which is it? --date-order dmy or --date-order mdy"
        case .day: "say it with --day, such as --day 2023-06-01"
        case .delimiter: "which is it? --delimiter comma, semicolon or tab"
        case .decimalMark: "which is it? --decimal comma or --decimal point"
        case .units: "say them with --units: gCO2eq/kWh, lb/MWh or kg/MWh"
        case .signal: "say what they are, for marginal rates: --units lb/MWh --kind marginal --zone REGION"
        case .columns:
            "`cafe list trace-formats` lists the known layouts; any other table is read with --time-column and --value-column"
        case .zone: "name it with --zone"
        case .kind: "say it with --kind average or --kind marginal"
        case .interval: "say it with --interval: halfHour, hour, day, month, year or a number of seconds"
        case .issued: "choose one with --issued, by the time at which it was made"
        case .fuel: "give a table with --factors, or leave columns out with --ignore"
        }
    }
}
