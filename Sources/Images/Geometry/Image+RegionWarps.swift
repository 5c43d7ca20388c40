import Boxes
import Tensors

// N boxes, S×S pixels each, p pixels of context.

extension Box {
  /// The box and what lies around it, so much that the box itself is left a square of `side − 2 ·
  /// padding` pixels when all of it is warped to a square of `side`.
  ///
  /// - Source: Girshick et al., "Rich feature hierarchies …" (R-CNN), CVPR 2014, appendix A.
  /// - Example: `Box(x: 20, y: 20, width: 26, height: 52).withContext(padding: 3, side: 32)`
  public func withContext(padding: Int, side: Int) -> Box {
    let inside = side - 2 * padding
    return inside > 0 ? enlarged(by: Float(side) / Float(inside)) : self
  }
}

extension Image {
  /// Every box with its context, whatever its shape, warped to one square size: what R-CNN shows its
  /// network. What lies outside the picture is filled with one colour.
  ///
  /// The window is moved to whole pixels, cut off at the picture's borders, and resized bilinearly
  /// without smoothing, as the authors' program does.
  ///
  /// - Parameters:
  ///   - side: S, in pixels.
  ///   - padding: p: pixels of context on each side of the warped box; less than half of `side`.
  ///   - outside: red, green and blue in 0…1; a network's mean colour makes zeros of it.
  /// - Returns: `[N, 3, S, S]`, in 0…1.
  /// - Throws: `ImageError` when a box is empty or not finite, or a size does not fit.
  /// - Source: R-CNN, appendix A, *warp* with p = 16 of 227; its program's `rcnn_im_crop.m`.
  /// - Differs: boxes are continuous, so no width has a pixel added.
  /// - Example:
  ///
  ///     let picture = try Image(example: "pasture-01.png")
  ///     let box = Box(x: 98, y: 90, width: 44, height: 30)
  ///     try picture.regionWarps(of: [box], side: 32, padding: 3).shape
  public func regionWarps(
    of boxes: [Box], side: Int, padding: Int, outside: [Float] = [0.5, 0.5, 0.5]
  ) throws -> Tensor {
    try Image.checkSize(side, side, operation: "regionWarps")
    guard padding >= 0, 2 * padding < side else {
      throw ImageError(
        "regionWarps", expected: "a padding of 0 to \((side - 1) / 2) pixels for a side of \(side)",
        found: "\(padding)")
    }
    guard outside.count == 3, outside.allSatisfy(\.isFinite) else {
      throw ImageError(
        "regionWarps", expected: "red, green and blue for what lies outside", found: "\(outside)")
    }
    if let bad = boxes.firstIndex(where: { $0.isDegenerate || !WarpWindow.isPossible($0) }) {
      throw ImageError(
        "regionWarps", expected: "boxes with an inside, near the picture",
        found: "\(boxes[bad]) at index \(bad)")
    }
    let source = rgb()
    let windows = boxes.map {
      WarpWindow($0.withContext(padding: padding, side: side), side: side, in: self)
    }
    return try Tensor(shape: [boxes.count, 3, side, side], operation: "regionWarps") { floats in
      source.samples.withUnsafeBufferPointer { samples in
        Workers.shared.parallel(windows.count) { index in
          let into = floats + index * 3 * side * side
          for channel in 0..<3 {
            let plane = into + channel * side * side
            for i in 0..<side * side { plane[i] = outside[channel] }
            windows[index].sample(samples, channel: channel, width: width, into: plane)
          }
        }
      }
    }
  }
}

/// Which pixels of the picture make which pixels of a warped square.
private struct WarpWindow {
  /// The square's side.
  let side: Int
  let columns, rows: WarpLine

  init(_ window: Box, side: Int, in image: Image) {
    self.side = side
    columns = WarpLine(from: window.x1, to: window.x2, count: image.width, side: side)
    rows = WarpLine(from: window.y1, to: window.y2, count: image.height, side: side)
  }

  /// Far coordinates would make whole numbers overflow.
  static func isPossible(_ box: Box) -> Bool {
    max(abs(box.x1), abs(box.y1), abs(box.x2), abs(box.y2)) <= 0x1p20
  }

  func sample(
    _ samples: UnsafeBufferPointer<UInt8>, channel: Int, width: Int,
    into plane: UnsafeMutablePointer<Float>
  ) {
    for (y, row) in rows.taps.enumerated() {
      let line = plane + (rows.first + y) * side + columns.first
      let (above, below) = (row.low * width, row.high * width)
      for (x, column) in columns.taps.enumerated() {
        func value(_ start: Int, _ column: Int) -> Float {
          Float(samples[3 * (start + column) + channel])
        }
        let top =
          value(above, column.low) * (1 - column.share) + value(above, column.high) * column.share
        let bottom =
          value(below, column.low) * (1 - column.share) + value(below, column.high) * column.share
        line[x] = (top * (1 - row.share) + bottom * row.share) * (1 / 255)
      }
    }
  }
}

/// The same along one axis.
private struct WarpLine {
  /// The first pixel of the square that comes from inside the picture.
  let first: Int
  /// For it and those after it: two neighbouring samples, and the share of the second.
  let taps: [(low: Int, high: Int, share: Float)]

  init(from: Float, to: Float, count: Int, side: Int) {
    let start = Int((from + 0.5).rounded(.down))
    let end = max(start + 1, Int((to + 0.5).rounded(.down)))
    let (low, high) = (max(0, start), min(count, end))
    guard low < high else {
      (first, taps) = (0, [])
      return
    }
    let scale = Float(side) / Float(end - start)
    let first = min(side - 1, Int((Float(low - start) * scale).rounded()))
    let length = min(side - first, max(1, Int((Float(high - low) * scale).rounded())))
    let step = Float(high - low) / Float(length)
    self.first = first
    taps = (0..<length).map { index in
      // Half-pixel centres; beyond the outermost ones, the border.
      let at = max(0, min((Float(index) + 0.5) * step - 0.5, Float(high - low - 1)))
      let whole = Int(at)
      return (low + whole, min(low + whole + 1, high - 1), at - Float(whole))
    }
  }
}
