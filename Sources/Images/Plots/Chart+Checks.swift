extension Chart {
  var isBarChart: Bool { series.contains { $0.kind == .bars } }

  func check() throws {
    guard (160...4096).contains(width), (120...4096).contains(height) else {
      throw ImageError(
        "Chart", expected: "a size from 160×120 to 4096×4096", found: "\(width)×\(height)")
    }
    for one in series {
      guard one.x.count == one.y.count, one.kind != .bars || one.names.count == one.y.count else {
        let other = one.kind == .bars ? "\(one.names.count) names" : "\(one.x.count) x"
        throw ImageError(
          "Chart", expected: "as many numbers as \(one.kind == .bars ? "names" : "x")",
          found: "\(other) and \(one.y.count) values in series \"\(one.name)\"")
      }
    }
    guard isBarChart else { return }
    let names = series[0].names
    if let odd = series.first(where: { $0.kind != .bars || $0.names != names }) {
      throw ImageError(
        "Chart", expected: "bars with the same names in every series",
        found: odd.kind == .bars ? "other names in \"\(odd.name)\"" : "a line, \"\(odd.name)\"",
        hint: "draw lines and bars in two charts, and put them side by side with Image.grid")
    }
  }

  /// The least and greatest number along an axis, with some room; never empty.
  func extent(
    _ values: some Sequence<Float>, asked: ClosedRange<Float>?, isLogarithmic: Bool,
    includesZero: Bool
  ) -> (low: Double, high: Double) {
    if let asked, asked.lowerBound < asked.upperBound, asked.lowerBound.isFinite,
      asked.upperBound.isFinite, !isLogarithmic || asked.lowerBound > 0
    {
      return (Double(asked.lowerBound), Double(asked.upperBound))
    }
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      low = min(low, Double(value))
      high = max(high, Double(value))
    }
    if low > high { return isLogarithmic ? (1, 10) : (0, 1) }
    if isLogarithmic { return low == high ? (low / 2, high * 2) : (low / 1.1, high * 1.1) }
    if includesZero || (low > 0 && low < (high - low) * 0.35) { low = min(low, 0) }
    if includesZero { high = max(high, 0) }
    if low == high { return (low - max(abs(low) * 0.5, 0.5), high + max(abs(high) * 0.5, 0.5)) }
    return (low, high)
  }
}
