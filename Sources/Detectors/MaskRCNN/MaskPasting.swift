// R regions, M×M cells of a small mask, H×W pixels.

import Boxes
import Tensors

extension Tensor {
  /// A small mask, stretched over its box in the picture.
  ///
  /// - Parameters:
  ///   - box: of the thing, in pixels of the picture; what lies beyond the picture is cut off.
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  ///   - alignment: whether the box is cut to whole pixels first, as in torchvision.
  /// - Returns: `[H, W]`, 0 outside the box.
  /// - Throws: `ShapeError` unless `self` is `[M, M]` and the box finite.
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.1, "Inference"; torchvision's
  ///   `paste_masks_in_image`.
  /// - Example: `try Tensor.ones([28, 28]).pasted(in: Box(x1: 2, y1: 3, x2: 9, y2: 8), width: 16, height: 12)`
  public func pasted(
    in box: Box, width: Int, height: Int, alignment: MaskAlignment = .rounded
  ) throws -> Tensor {
    let placement = try MaskPlacement(
      side: smallMaskSide(), box: box, width: width, height: height, alignment: alignment)
    return try Tensor(shape: [height, width], operation: "pasted") { out in
      out.update(repeating: 0, count: width * height)
      withFloats { cells in
        placement.forEachColumn(cells) { x, column in
          for (y, value) in column.enumerated() { out[(placement.top + y) * width + x] = value }
        }
      }
    }
  }

  /// The pixels of the picture of which a small mask is sure: `pasted`, at a threshold.
  ///
  /// - Parameters:
  ///   - box: of the thing, in pixels of the picture.
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  ///   - threshold: a pixel belongs to the thing from this probability on.
  ///   - alignment: whether the box is cut to whole pixels first, as in torchvision.
  /// - Throws: `ShapeError` unless `self` is `[M, M]` and the box finite.
  /// - Example: `try Tensor.ones([28, 28]).pastedMask(in: Box(x1: 2, y1: 3, x2: 9, y2: 8), width: 16, height: 12).area`
  public func pastedMask(
    in box: Box, width: Int, height: Int, threshold: Float = 0.5,
    alignment: MaskAlignment = .rounded
  ) throws -> RunLengthMask {
    let placement = try MaskPlacement(
      side: smallMaskSide(), box: box, width: width, height: height, alignment: alignment)
    return try withFloats { try placement.mask($0, threshold: threshold) }
  }

  /// M of `[M, M]`.
  private func smallMaskSide() throws -> Int {
    guard rank == 2, shape[0] == shape[1], shape[0] > 0 else {
      throw ShapeError(
        operation: "pasted", expected: "the mask of one region, [M, M]", found: "shape \(shape)",
        hint: rank == 3 ? "one region of them: masks[0]" : "")
    }
    return shape[0]
  }
}

/// The masks of all regions of one picture.
///
/// - Parameters:
///   - probabilities: `[R, M, M]` in 0…1.
///   - boxes: R, in pixels of the picture.
///   - width: of the picture, in pixels.
///   - height: likewise.
///   - threshold: a pixel belongs to the thing from this probability on.
///   - alignment: whether boxes are cut to whole pixels first, as in torchvision.
/// - Throws: `ShapeError` for shapes that do not fit or boxes that are not finite.
/// - Example:
///       let masks = try Tensor.ones([1, 28, 28])
///       try pastedMasks(masks, boxes: [Box(x1: 2, y1: 3, x2: 9, y2: 8)], width: 16, height: 12)
public func pastedMasks(
  _ probabilities: Tensor, boxes: [Box], width: Int, height: Int, threshold: Float = 0.5,
  alignment: MaskAlignment = .rounded
) throws -> [RunLengthMask] {
  guard probabilities.rank == 3, probabilities.shape[0] == boxes.count,
    probabilities.shape[1] == probabilities.shape[2]
  else {
    throw ShapeError(
      operation: "pastedMasks", expected: "masks [R, M, M] and R boxes",
      found: "\(probabilities.shape) and \(boxes.count) boxes")
  }
  let side = probabilities.shape[1]
  return try probabilities.withFloats { floats in
    try Workers.shared.map(boxes.count) { region in
      try MaskPlacement(
        side: side, box: boxes[region], width: width, height: height, alignment: alignment
      ).mask(floats + region * side * side, threshold: threshold)
    }
  }
}

/// Which pixels of a picture a small mask reaches, and between which of its cells each of them lies.
struct MaskPlacement {
  /// Of the small mask.
  let side: Int
  /// Of the picture.
  let width, height: Int
  /// The first column and row of pixels that are reached.
  let left, top: Int
  /// Of each column and row of pixels from there on.
  let columns, rows: [Tap]

  /// Two neighbouring cells, and the share of the second. Cell −1 and cell `side` are 0 everywhere.
  struct Tap {
    let low, high: Int
    let part: Float
  }

  init(side: Int, box: Box, width: Int, height: Int, alignment: MaskAlignment) throws {
    guard box.isFinite, box.x1 <= box.x2, box.y1 <= box.y2 else {
      throw ShapeError(
        operation: "pasted", expected: "a box whose corners are finite and in order",
        found: "\(box)")
    }
    guard 0...Mask.largestSide ~= width, 0...Mask.largestSide ~= height else {
      throw ShapeError(
        operation: "pasted", expected: "a picture of at most \(Mask.largestSide) pixels a side",
        found: "\(width)×\(height)")
    }
    let taps = alignment == .rounded ? Self.roundedTaps : Self.exactTaps
    self.side = side
    self.width = width
    self.height = height
    (left, columns) = taps(box.x1, box.x2, side, width)
    (top, rows) = taps(box.y1, box.y2, side, height)
  }

  // quote: rounded
  /// torchvision's: a border of empty cells is put around the mask, the box grows along with it, its
  /// ends are cut to whole pixels, and both of these belong to it.
  private static func roundedTaps(
    _ from: Float, _ to: Float, _ side: Int, _ length: Int
  ) -> (first: Int, taps: [Tap]) {
    let padded = side + 2
    let half = (to - from) * 0.5 * (Float(padded) / Float(side))
    let middle = (to + from) * 0.5
    let (start, end) = (whole(middle - half), whole(middle + half))
    let step = Float(padded) / Float(end - start + 1)
    let first = max(start, 0)
    let taps = (first..<max(first, min(end + 1, length))).map { pixel in
      let place = max(step * (Float(pixel - start) + 0.5) - 0.5, 0)
      let low = min(Int(place), padded - 1)
      return Tap(low: low - 1, high: min(low, padded - 2), part: place - Float(low))
    }
    return (first, taps)
  }
  // end quote

  // quote: exact
  /// A pixel whose middle lies in the box takes the number of the place where that middle lies. A box
  /// thinner than a pixel has one pixel still: that of its own middle.
  private static func exactTaps(
    _ from: Float, _ to: Float, _ side: Int, _ length: Int
  ) -> (first: Int, taps: [Tap]) {
    var (first, end) = (whole((from - 0.5).rounded(.up)), whole((to - 0.5).rounded(.up)))
    if first == end {
      first = whole(((from + to) / 2).rounded(.down))
      end = first + 1
    }
    let cells = Float(side) / max(to - from, .leastNormalMagnitude)
    let start = max(first, 0)
    let taps = (start..<max(start, min(end, length))).map { pixel in
      let place = min(max((Float(pixel) + 0.5 - from) * cells - 0.5, 0), Float(side - 1))
      let low = Int(place)
      return Tap(low: low, high: min(low + 1, side - 1), part: place - Float(low))
    }
    return (start, taps)
  }
  // end quote

  /// Cut off towards 0; far outside, as far as any picture reaches.
  private static func whole(_ place: Float) -> Int { Int(min(max(place, -1e6), 1e6)) }

  /// Calls `visit` with each column of pixels: its number in the picture, and its values from row `top`
  /// on.
  func forEachColumn(
    _ cells: UnsafePointer<Float>, _ visit: (Int, UnsafeBufferPointer<Float>) -> Void
  ) {
    guard !rows.isEmpty, !columns.isEmpty else { return }
    // One column of cells, between a 0 above and a 0 below.
    var mixed = [Float](repeating: 0, count: side + 2)
    var values = [Float](repeating: 0, count: rows.count)
    for (index, column) in columns.enumerated() {
      for row in 0..<side {
        let line = cells + row * side
        let low = 0..<side ~= column.low ? line[column.low] : 0
        let high = 0..<side ~= column.high ? line[column.high] : 0
        mixed[row + 1] = (1 - column.part) * low + column.part * high
      }
      for (place, row) in rows.enumerated() {
        values[place] = (1 - row.part) * mixed[row.low + 1] + row.part * mixed[row.high + 1]
      }
      values.withUnsafeBufferPointer { visit(left + index, $0) }
    }
  }

  /// Pixels from `threshold` on, as runs down the columns.
  func mask(_ cells: UnsafePointer<Float>, threshold: Float) throws -> RunLengthMask {
    guard !rows.isEmpty, !columns.isEmpty else {
      return try RunLengthMask(
        runs: width * height > 0 ? [width * height] : [], width: width, height: height)
    }
    var runs: [Int] = []
    var (isInside, run) = (false, left * height)
    forEachColumn(cells) { _, column in
      run += top
      if isInside, top > 0 {
        runs.append(run - top)
        (isInside, run) = (false, top)
      }
      for value in column {
        if (value >= threshold) != isInside {
          runs.append(run)
          (isInside, run) = (!isInside, 0)
        }
        run += 1
      }
      let below = height - top - column.count
      if isInside, below > 0 {
        runs.append(run)
        (isInside, run) = (false, 0)
      }
      run += below
    }
    // What is left of the picture lies outside.
    let rest = width * height - runs.reduce(run, +)
    if isInside, rest > 0 {
      runs.append(run)
      run = 0
    }
    runs.append(run + rest)
    return try RunLengthMask(runs: runs, width: width, height: height)
  }
}
