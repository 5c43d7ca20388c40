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
  /// - Example:
  ///       let scene = try Pasture.scene(seed: 7)
  ///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
  ///       var record = try DetectionRecord(classNames: Pasture.classNames)
  ///       try record.add(scene, detections: found, name: "scene 7")
  ///       try scene.image.drawing(record.verdicts().picture(0))
  public func drawing(_ table: VerdictTable) throws -> Image {
    let factor = annotationFactor()
    let sheet = try scaled(by: factor)
    // The surest first, on top; missed truths below all.
    let found = table.verdicts.map { verdict in
      LabelledBox(
        verdict.detection.box.box.scaled(by: Float(factor)),
        label: "\(verdict.kind.letter) \(table.name(verdict.detection.classIndex)) "
          + fixed(verdict.detection.score, 2),
        color: verdict.kind.color, pattern: verdict.kind.pattern)
    }
    let missed = table.missed.map { missed in
      LabelledBox(
        missed.truth.box.box.scaled(by: Float(factor)),
        label: "M \(table.name(missed.truth.classIndex))", color: .white, pattern: .dotted)
    }
    return try sheet.drawing(
      found + missed, thickness: max(2, max(sheet.width, sheet.height) / 250)
    ).withLegend(of: table)
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
