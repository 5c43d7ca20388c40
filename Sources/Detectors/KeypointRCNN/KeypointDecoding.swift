// R regions, J joints, S×S cells of a heat map.

import Boxes
import Tensors

/// Joints out of heat maps: each map is stretched over its region, a cell for each pixel, and the
/// highest cell says where the joint is.
///
/// - Parameters:
///   - maps: logits `[R, J, S, S]`.
///   - boxes: R regions, in pixels of the picture.
/// - Returns: R lists of J joints, in pixels of the picture; a score is the logit at its place.
/// - Throws: `ShapeError` for shapes that do not fit, or a box that is not finite or has a side beyond
///   65536 pixels.
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §5; torchvision's `heatmaps_to_keypoints`: the maps are
///   resized by cubic convolution (Keys, "Cubic Convolution Interpolation", 1981, with a = −¾), and
///   half a cell is added, since a cell's number is its corner (Heckbert, 1990).
/// - Example:
///       let maps = try Tensor.zeros([1, 1, 4, 4]).replacing(at: 0, 0, 2, 1, with: 5)
///       try decodedKeypoints(maps, boxes: [Box(x1: 10, y1: 20, x2: 18, y2: 28)])[0][0].x
public func decodedKeypoints(_ maps: Tensor, boxes: [Box]) throws -> [[FoundKeypoint]] {
  let operation = "decodedKeypoints"
  guard maps.rank == 4, maps.shape[0] == boxes.count, maps.shape[2] > 0, maps.shape[3] > 0 else {
    throw ShapeError(
      operation: operation, expected: "maps [R, J, S, S] and R boxes",
      found: "\(maps.shape) and \(boxes.count) boxes")
  }
  if let box = boxes.first(where: { !($0.isFinite && $0.width <= 65536 && $0.height <= 65536) }) {
    throw ShapeError(
      operation: operation, expected: "finite boxes of at most 65536 pixels a side",
      found: "\(box)")
  }
  let (joints, rows, columns) = (maps.shape[1], maps.shape[2], maps.shape[3])
  return maps.withFloats { floats in
    boxes.enumerated().map { region, box in
      // quote: decode
      let (width, height) = (max(box.width, 1), max(box.height, 1))
      let peaks = StretchedPeaks(
        rows: rows, columns: columns, height: Int(height.rounded(.up)),
        width: Int(width.rounded(.up)))
      return (0..<joints).map { joint in
        let peak = peaks.highest(of: floats + (region * joints + joint) * rows * columns)
        return FoundKeypoint(
          x: (Float(peak.column) + 0.5) * (width / width.rounded(.up)) + box.x1,
          y: (Float(peak.row) + 0.5) * (height / height.rounded(.up)) + box.y1,
          score: peak.value)
      }
      // end quote
    }
  }
}

/// Looks for the highest cell of maps that are stretched to a size.
private struct StretchedPeaks {
  let columns: Int
  let horizontal, vertical: [CubicTap]

  init(rows: Int, columns: Int, height: Int, width: Int) {
    self.columns = columns
    vertical = CubicTap.taps(from: rows, to: height)
    horizontal = CubicTap.taps(from: columns, to: width)
  }

  /// The first of the highest.
  ///
  /// - Parameter map: rows × columns.
  func highest(of map: UnsafePointer<Float>) -> (row: Int, column: Int, value: Float) {
    var best = (row: 0, column: 0, value: -Float.infinity)
    var line = [Float](repeating: 0, count: columns)
    for (row, tap) in vertical.enumerated() {
      let (a, b) = (map + tap.cells.0 * columns, map + tap.cells.1 * columns)
      let (c, d) = (map + tap.cells.2 * columns, map + tap.cells.3 * columns)
      for i in 0..<columns {
        line[i] =
          a[i] * tap.weights.0 + b[i] * tap.weights.1 + c[i] * tap.weights.2
          + d[i] * tap.weights.3
      }
      line.withUnsafeBufferPointer { line in
        for (column, tap) in horizontal.enumerated() {
          let value =
            line[tap.cells.0] * tap.weights.0 + line[tap.cells.1] * tap.weights.1
            + line[tap.cells.2] * tap.weights.2 + line[tap.cells.3] * tap.weights.3
          if value > best.value { best = (row, column, value) }
        }
      }
    }
    return best
  }
}

/// The four cells around a place, and how much each counts.
private struct CubicTap {
  let cells: (Int, Int, Int, Int)
  let weights: (Float, Float, Float, Float)

  static func taps(from: Int, to: Int) -> [CubicTap] {
    let step = Float(from) / Float(to)
    return (0..<to).map { i in
      let place = step * (Float(i) + 0.5) - 0.5
      let cell = place.rounded(.down)
      let (near, part) = (Int(cell), place - cell)
      func inside(_ cell: Int) -> Int { min(max(cell, 0), from - 1) }
      return CubicTap(
        cells: (inside(near - 1), inside(near), inside(near + 1), inside(near + 2)),
        weights: (
          outer(part + 1), inner(part), inner(1 - part), outer(2 - part)
        ))
    }
  }

  private static let a: Float = -0.75

  /// Keys' kernel at a distance of at most 1.
  private static func inner(_ x: Float) -> Float { ((a + 2) * x - (a + 3)) * x * x + 1 }
  /// Keys' kernel at a distance of 1 to 2.
  private static func outer(_ x: Float) -> Float { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
}
