import Boxes

/// Which cells of a grid speak for a thing: those that touch the middle of its box.
///
/// Were it the whole box, neighbours that overlap would fight over the cells between them, and cells
/// at a thing's edge would have to say where its far edge is.
///
/// - Source: NVIDIA's `detectnet_coverage_rectangular.cpp`, `GRIDBOX_MIN`.
/// - Example:
///       let rule = PastureDetectNet.rule
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       rule.middle(of: box)
///       let grid = try YOLOGrid(rows: 36, columns: 48, width: 192, height: 144)
///       rule.cells(of: box, in: grid).count
///       try CoverageRule(scale: 1, least: 0).cells(of: box, in: grid).count
///       rule.scale
///       rule.least
public struct CoverageRule: Hashable, Sendable {
  /// How much of each side the middle has.
  public let scale: Float
  /// The middle has at least so many pixels a side, where the box has them.
  public let least: Float

  /// A rule by its two numbers.
  ///
  /// - Parameters:
  ///   - scale: NVIDIA's `scale_cvg`, above 0, at most 1.
  ///   - least: NVIDIA's `min_cvg_len`, in pixels.
  /// - Throws: `BoxError` for numbers out of range.
  public init(scale: Float, least: Float) throws {
    guard scale > 0, scale <= 1, least >= 0, least.isFinite else {
      throw BoxError(
        operation: "CoverageRule", expected: "a scale in 0…1 and at least 0 pixels",
        found: "\(scale) and \(least)")
    }
    self.init(checked: scale, least)
  }

  init(checked scale: Float, _ least: Float) { (self.scale, self.least) = (scale, least) }

  /// Of NVIDIA's example: 0.4 of each side, at least 20 pixels, for cells of 16.
  public static let detectNet = CoverageRule(checked: 0.4, 20)

  // quote: middle
  /// The middle of a box: `scale` of each side, but at least `least` pixels where the box has them.
  ///
  /// - Parameter box: in pixels.
  public func middle(of box: Box) -> Box {
    func side(_ length: Float) -> Float { min(length, max(least, scale * length)) }
    return Box(
      centerX: box.centerX, centerY: box.centerY, width: side(box.width), height: side(box.height))
  }

  /// The cells that the middle of a box touches, row by row.
  ///
  /// - Parameters:
  ///   - box: in pixels of the picture.
  ///   - grid: over that picture.
  public func cells(of box: Box, in grid: YOLOGrid) -> [GridCell] {
    let middle = middle(of: box)
    guard !middle.isDegenerate else { return [] }
    let rows = Self.touched(middle.y1 / grid.cellHeight, middle.y2 / grid.cellHeight, grid.rows)
    let columns = Self.touched(middle.x1 / grid.cellWidth, middle.x2 / grid.cellWidth, grid.columns)
    return rows.flatMap { row in columns.map { GridCell(row: row, column: $0) } }
  }
  // end quote

  /// Which of `count` cells a stretch touches, its ends counted in cells.
  static func touched(_ low: Float, _ high: Float, _ count: Int) -> Range<Int> {
    func bounded(_ x: Float) -> Int { Int(max(0, min(Float(count), x))) }
    let first = bounded(low.rounded(.down))
    return first..<max(first, bounded(high.rounded(.up)))
  }
}

extension CoverageRule: CustomStringConvertible {
  public var description: String { "CoverageRule(\(scale) of each side, at least \(least) px)" }
}
