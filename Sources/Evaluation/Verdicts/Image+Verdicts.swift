import Boxes
import Images

extension VerdictKind {
  /// Told apart by readers with any common colour blindness; the letters say the same.
  ///
  /// - Source: Okabe and Ito, "Color Universal Design", 2008.
  public var color: Color {
    switch self {
    case .truePositive: Color(hex: 0x009E73)  // bluish green
    case .duplicate: Color(hex: 0x56B4E9)  // sky blue
    case .poorBox: Color(hex: 0xE69F00)  // orange
    case .wrongClass: Color(hex: 0xCC79A7)  // reddish purple
    case .background: Color(hex: 0xD55E00)  // vermilion
    case .ignored: Color(hex: 0xDDDDDD)  // pale grey
    }
  }

  /// Only what is right has an unbroken line.
  var pattern: LineStyle.Pattern {
    switch self {
    case .truePositive: .solid
    case .ignored: .dotted
    default: .dashed
    }
  }
}

extension Image {
  /// The picture with every verdict of one picture on it: a box, and a plate with the verdict's
  /// letter, the class and the score. Missed truths are dotted white boxes with an `M`. A line
  /// below the picture says what the letters mean.
  ///
  /// - Parameter table: of one picture, as `VerdictTable.picture(_:)` gives it.
  /// - Returns: the picture, enlarged by a whole factor when it is small.
  /// - Throws: `ImageError` for a box that is not finite.
  public func drawing(_ table: VerdictTable) throws -> Image {
    let factor = Float(annotationFactor())
    var sheet = try scaled(by: Int(factor))
    let thickness = max(2, max(sheet.width, sheet.height) / 250)
    for missed in table.missed {
      try sheet.draw(
        missed.truth.box.box.scaled(by: factor), color: .white, thickness: thickness,
        pattern: .dotted, label: "M \(table.name(missed.truth.classIndex))")
    }
    // The surest last, on top.
    for verdict in table.verdicts.reversed() {
      let name = table.name(verdict.detection.classIndex)
      try sheet.draw(
        verdict.detection.box.box.scaled(by: factor), color: verdict.kind.color,
        thickness: thickness, pattern: verdict.kind.pattern,
        label: "\(verdict.kind.letter) \(name) \(fixed(verdict.detection.score, 2))")
    }
    return try sheet.withLegend(of: table)
  }

  /// The letters that occur, below the picture.
  private func withLegend(of table: VerdictTable) throws -> Image {
    var words = VerdictKind.allCases.filter { table.count($0) > 0 }
      .map { "\($0.letter) \($0.name)" }
    if !table.missed.isEmpty { words.append("M missed") }
    let style = TextStyle.medium
    let text = style.wrapped(words.joined(separator: " · "), width: width - 12)
    var sheet = try Image(width: width, height: height + style.height(of: text) + 10)
    sheet.paste(self, x: 0, y: 0)
    sheet.draw(text: text, x: 6, y: height + 5, style: style)
    return sheet
  }
}
