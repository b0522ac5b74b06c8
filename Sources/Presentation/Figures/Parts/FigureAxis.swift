import Foundation
import Reproducibility

/// An axis with a range and tics that fit the room they have.
struct FigureAxis {
    enum Tics {
        /// Multiples of a step, as many as fit.
        case numbers
        /// These, less those that would run into the one before.
        case at([(place: Double, label: String)])
    }

    let lower: Double
    let upper: Double
    let isLogarithmic: Bool
    let tics: Tics

    /// Room for the values and a little more.
    ///
    /// - Parameter origin: where the axis begins; nil for a little below the values.
    static func numbers(_ values: some Sequence<Double>, from origin: Double? = nil, headroom: Double = 0.05)
        -> FigureAxis
    {
        let finite = values.filter(\.isFinite)
        let (least, most) = (finite.min() ?? 0, finite.max() ?? 1)
        let lower = origin ?? least
        let spread = most > lower ? most - lower : max(abs(most) * 0.1, 1e-3)
        return FigureAxis(
            lower: origin ?? (lower - headroom * spread),
            upper: max(most, lower + spread * (most > lower ? 0 : 1)) + headroom * spread,
            isLogarithmic: false, tics: .numbers)
    }

    /// A range with tics where the data are.
    static func places(
        _ tics: [(place: Double, label: String)], from lower: Double, to upper: Double, isLogarithmic: Bool = false
    ) -> FigureAxis {
        FigureAxis(lower: lower, upper: upper, isLogarithmic: isLogarithmic, tics: .at(tics))
    }

    /// Settings above 0 on a logarithmic axis, each with its tic.
    static func settings(_ values: some Sequence<Double>, label: (Double) -> String = { shortNumber($0) }) -> FigureAxis
    {
        let sorted = Set(values).sorted()
        let (least, most) = (sorted.first ?? 1, sorted.last ?? 1)
        let margin = max(1.07, pow(most / least, 0.04))
        return places(
            sorted.map { ($0, label($0)) }, from: least / margin, to: most * margin, isLogarithmic: true)
    }

    /// Powers of ten, and twos and fives between them where there is room.
    static func logarithmic(_ values: some Sequence<Double>) -> FigureAxis {
        let positive = values.filter { $0.isFinite && $0 > 0 }
        let (least, most) = ((positive.min() ?? 1) / 1.25, (positive.max() ?? 10) * 1.25)
        let decades = Int(saturating: log10(least).rounded(.down))...Int(saturating: log10(most).rounded(.up))
        let places = decades.flatMap { decade in [1.0, 2, 5].map { $0 * pow(10, Double(decade)) } }
            .filter { (least...most).contains($0) }
        let powers = places.filter { abs(log10($0) - log10($0).rounded()) < 1e-9 }
        return .places(
            (powers.count > 2 ? powers : places).map { ($0, shortNumber($0)) }, from: least, to: most,
            isLogarithmic: true)
    }

    /// Names one below the other, the first on top: place `count` to 1.
    static func names(_ names: [String], widest: Double) -> FigureAxis {
        places(
            names.enumerated().map { (Double(names.count - $0), TextExtent.shortened($1, to: widest)) }, from: 0.4,
            to: Double(names.count) + 0.6)
    }

    /// Place on the axis, 0 to 1.
    func position(_ value: Double) -> Double {
        isLogarithmic ? log(value / lower) / log(upper / lower) : (value - lower) / (upper - lower)
    }

    /// Tics of which no two labels touch.
    ///
    /// - Parameters:
    ///   - length: of the axis, in centimetres.
    ///   - isVertical: whether labels stand above each other.
    ///   - lineHeight: of such labels, in centimetres.
    func placed(
        along length: Double, isVertical: Bool, lineHeight: Double = 0.27
    ) -> [(place: Double, label: String)] {
        func extent(_ label: String) -> Double { isVertical ? lineHeight : TextExtent.width(label) + 0.2 }
        switch tics {
        case .at(let tics):
            var kept: [(place: Double, label: String)] = []
            for tic in tics.sorted(by: { $0.place < $1.place }) {
                let at = position(tic.place) * length
                if let last = kept.last,
                    at - position(last.place) * length < (extent(tic.label) + extent(last.label)) / 2
                {
                    continue
                }
                kept.append(tic)
            }
            return kept
        case .numbers:
            for count in stride(from: isVertical ? 6 : 8, through: 1, by: -1) {
                let step = ticStep(upper - lower, atMost: count)
                let first = (lower / step - 1e-9).rounded(.up)
                let places = (0...count).map { (first + Double($0)) * step }.filter { $0 <= upper + 1e-9 * step }
                let tics = places.map { (place: $0, label: Self.label($0, step: step)) }
                let widest = tics.map { extent($0.label) }.max() ?? 0
                if count == 1 || step / (upper - lower) * length >= widest * (isVertical ? 1.6 : 1) { return tics }
            }
            return []
        }
    }

    private static func label(_ value: Double, step: Double) -> String {
        let largest = abs(value) < step / 2 ? 0 : value
        guard abs(largest) < 1e6, step >= 1e-4 else { return shortNumber(largest) }
        return largest.formatted(decimals: max(0, -Int(saturating: log10(step * 1.0001).rounded(.down))))
    }

    /// Range, scale and tics.
    func commands(_ name: String, tics: [(place: Double, label: String)]) -> String {
        let labels = tics.map { "\($0.label.gnuplotTicLabel) \($0.place)" }.joined(separator: ", ")
        return """
            \(isLogarithmic ? "set" : "unset") logscale \(name)
            set \(name)range [\(lower):\(upper)]
            set \(name)tics (\(labels))
            """
    }
}
