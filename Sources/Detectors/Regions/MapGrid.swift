// H×W cells of a map.

import Boxes
import Tensors

/// Where the cells of a feature map lie in the picture it was computed from: the centre of cell
/// (row, column) is the pixel (center + row · stride, center + column · stride).
///
/// - Source: He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks", ECCV 2014 (with
///   appendix: arXiv 1406.4729v4), appendix A, "Mapping a Window to Feature Maps".
/// - Example:
///
///     let grid = MapGrid(stride: 4, center: 2)
///     let sheep = Box(x1: 98, y1: 90, x2: 142, y2: 120)
///     let window = try grid.window(of: sheep, rows: 36, columns: 48)
///     window.columns.count
///     grid.pixels(of: window)
///     grid.stride
///     grid.center
public struct MapGrid: Hashable, Sendable {
  /// Pixels between the centres of neighbouring cells.
  public let stride: Int
  /// Where the first cell's centre lies, in pixels from the picture's left and upper edge.
  public let center: Float

  /// A grid of cells.
  ///
  /// - Parameters:
  ///   - stride: pixels between the centres of neighbouring cells; at least 1.
  ///   - center: where the first cell's centre lies, in pixels from the picture's edge.
  public init(stride: Int, center: Float) {
    self.stride = max(1, stride)
    self.center = center
  }

  // quote: projection
  /// The cells whose centres lie within a window of the picture; where none does, the cell nearest to
  /// the window's middle.
  ///
  /// - Parameters:
  ///   - box: in pixels of the tensor that the map was computed from.
  ///   - rows: H.
  ///   - columns: W.
  /// - Throws: `BoxError` for a box that is not finite or has swapped corners; `ShapeError` for a map
  ///   without cells.
  public func window(of box: Box, rows: Int, columns: Int) throws -> MapWindow {
    let box = try box.validated()
    guard rows > 0, columns > 0 else {
      throw ShapeError(
        operation: "MapGrid.window", expected: "a map with cells", found: "\(rows)×\(columns)")
    }
    return MapWindow(
      rows: cells(from: box.y1, to: box.y2, count: rows),
      columns: cells(from: box.x1, to: box.x2, count: columns))
  }

  private func cells(from low: Float, to high: Float, count: Int) -> ClosedRange<Int> {
    func cell(_ pixel: Float) -> Float { (pixel - center) / Float(stride) }
    func inMap(_ cell: Float) -> Int { Int(min(max(cell, 0), Float(count - 1))) }
    let first = cell(low).rounded(.down) + 1
    let last = cell(high).rounded(.up) - 1
    if first <= last { return inMap(first)...inMap(last) }
    let nearest = inMap(cell(low / 2 + high / 2).rounded())
    return nearest...nearest
  }
  // end quote

  /// The pixels that a window's cells stand for, half a stride around their centres.
  ///
  /// - Parameter window: of the map.
  public func pixels(of window: MapWindow) -> Box {
    func edge(_ cell: Float) -> Float { center + (cell - 0.5) * Float(stride) }
    return Box(
      x1: edge(Float(window.columns.lowerBound)), y1: edge(Float(window.rows.lowerBound)),
      x2: edge(Float(window.columns.upperBound) + 1), y2: edge(Float(window.rows.upperBound) + 1))
  }
}

/// A rectangle of whole cells of a map.
///
/// - Example:
///
///     let box = Box(x1: 10, y1: 6, x2: 40, y2: 22)
///     let window = try MapGrid(stride: 4, center: 2).window(of: box, rows: 36, columns: 48)
///     window.rows
///     window.columns
public struct MapWindow: Hashable, Sendable {
  /// Both ends included.
  public let rows, columns: ClosedRange<Int>

  /// The window as a row of the table that `roiPyramidPool` takes with a spatial scale of 1.
  var region: [Float] {
    [
      0, Float(columns.lowerBound), Float(rows.lowerBound), Float(columns.upperBound),
      Float(rows.upperBound),
    ]
  }
}

extension MapWindow: CustomStringConvertible {
  public var description: String {
    "MapWindow(rows \(rows.lowerBound)…\(rows.upperBound), columns "
      + "\(columns.lowerBound)…\(columns.upperBound))"
  }
}
