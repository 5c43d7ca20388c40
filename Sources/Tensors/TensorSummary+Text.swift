extension TensorSummary: CustomStringConvertible {
  public var description: String { text() }

  /// One to three lines; with a name, the others are indented to stand under the first.
  public func text(named name: String? = nil) -> String {
    guard let name else { return lines.joined(separator: "\n") }
    let indent = String(repeating: " ", count: name.count + 2)
    return lines.enumerated().map { ($0 == 0 ? "\(name)  " : indent) + $1 }.joined(separator: "\n")
  }

  /// The lines, without a name and without indentation.
  public var lines: [String] {
    var lines = [headline]
    if let values, count > 1 {
      lines.append("\(values)")
    } else if count > TensorSummary.fewValues {
      lines.append(statistics)
    }
    if let alarm { lines.append(alarm) }
    if let originLine { lines.append(originLine) }
    return lines
  }

  private var headline: String {
    var parts = ["Tensor \(shape)"]
    if count == 1, let values { parts.append("\(values)") }
    if !axisNames.isEmpty { parts.append(axisNames.joined(separator: " ")) }
    parts.append("f32 \(NumberText.bytes(bytes))")
    if count == 0 { parts.append("empty") }
    return parts.joined(separator: "  ")
  }

  private var statistics: String {
    guard let minimum, let maximum else { return "no finite number" }
    if minimum == maximum {
      return nonFiniteCount == 0
        ? "all \(NumberText.short(Double(minimum)))"
        : "the others all \(NumberText.short(Double(minimum)))"
    }
    var parts = [
      "min \(NumberText.short(Double(minimum)))", "max \(NumberText.short(Double(maximum)))",
      "μ \(NumberText.short(mean))", "σ \(NumberText.short(deviation))",
    ]
    if zeroCount > 0 { parts.append("zeros \(NumberText.share(zeroCount, of: count))") }
    return parts.joined(separator: "  ") + "   " + bars
  }

  /// The histogram as eight bars, the highest full.
  var bars: String {
    let levels = Array("▁▂▃▄▅▆▇")
    let most = Double(max(histogram.max() ?? 1, 1))
    return String(
      histogram.map { count in
        count == 0 ? levels[0] : levels[Int((Double(count) / most * 6).rounded(.up))]
      })
  }

  /// NaN and infinities are nearly always a mistake: they get a line of their own.
  private var alarm: String? {
    guard nonFiniteCount > 0 else { return nil }
    let counts = [
      (nanCount, "NaN"), (positiveInfinityCount, "∞"), (negativeInfinityCount, "-∞"),
    ]
    .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let place = firstNonFinite.map { $0.isEmpty ? "" : ", the first at \($0)" } ?? ""
    return "⚠ \(counts) among \(count) numbers\(place)"
  }

  private var originLine: String? {
    guard let origin else { return nil }
    var parts: [String] = []
    if shape.count >= 3, origin.field != .pixel {
      let (stride, size) = (origin.field.stride, origin.field.size)
      parts.append(
        "stride \(NumberText.short(Double(stride))) px, sees \(NumberText.short(Double(size))) px")
    }
    parts.append(origin.operation)
    if origin.flops > 0 { parts.append(NumberText.flops(origin.flops)) }
    parts.append(NumberText.duration(milliseconds: origin.milliseconds))
    return parts.joined(separator: " · ")
  }
}
