import Boxes
import Tensors

// N boxes, three channels, H×W pixels each.

extension Image {
  /// Every box cut out and resized to one size, as one batch: what a classifier is fed by a sliding
  /// window or by proposals.
  ///
  /// For a box of whole pixels this is `cropped(to:)`, `resized(width:height:)`, `tensor()`, without
  /// the rounding to 8 bits in between. Outside the picture its border pixels are repeated.
  ///
  /// - Returns: `[N, 3, height, width]`, in 0…1.
  /// - Throws: `ImageError` when a box is empty or not finite, or the size is one no picture has.
  /// - Parameter boxes: N boxes in pixels of the picture.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       let boxes = [Box(x: 10, y: 20, width: 40, height: 30), Box(x: 50, y: 60, width: 20, height: 20)]
  ///       try image.crops(of: boxes, width: 32, height: 24).shape
  public func crops(
    of boxes: [Box], width cropWidth: Int, height cropHeight: Int,
    by method: Resampling = .bilinear
  ) throws -> Tensor {
    try Image.checkSize(cropWidth, cropHeight, operation: "crops")
    if let bad = boxes.firstIndex(where: { $0.isDegenerate || !Image.isSampled($0) }) {
      throw ImageError(
        "crops", expected: "boxes with an inside, of at most \(Image.largestSide) pixels a side",
        found: "\(boxes[bad]) at index \(bad)")
    }
    let plane = width * height
    let source = rgb().samples
    // Planes of floats once, so that the windows need only sum.
    var planes = [Float](repeating: 0, count: plane * 3)
    for i in 0..<plane {
      for channel in 0..<3 { planes[channel * plane + i] = Float(source[3 * i + channel]) / 255 }
    }
    let cropPlane = cropWidth * cropHeight
    return try Tensor(
      shape: [boxes.count, 3, cropHeight, cropWidth], operation: "crops"
    ) { floats in
      planes.withUnsafeBufferPointer { planes in
        var rows: [Float] = []
        for (n, box) in boxes.enumerated() {
          let columns = ClampedTaps(cropWidth, from: box.x1, to: box.x2, count: width, method)
          let lines = ClampedTaps(cropHeight, from: box.y1, to: box.y2, count: height, method)
          for channel in 0..<3 {
            Image.sample(
              UnsafeBufferPointer(rebasing: planes[channel * plane..<(channel + 1) * plane]),
              width: width, columns, lines, rows: &rows,
              into: floats + (n * 3 + channel) * cropPlane)
          }
        }
      }
    }
  }

  /// Far coordinates would make whole numbers overflow, and no window has them.
  private static func isSampled(_ box: Box) -> Bool {
    let limit: Float = 0x1p20
    let side = Float(largestSide)
    return max(abs(box.x1), abs(box.y1), abs(box.x2), abs(box.y2)) <= limit
      && box.width <= side && box.height <= side
  }

  /// One channel of one crop: rows first, then columns.
  private static func sample(
    _ plane: UnsafeBufferPointer<Float>, width: Int, _ columns: ClampedTaps, _ lines: ClampedTaps,
    rows: inout [Float], into crop: UnsafeMutablePointer<Float>
  ) {
    let (cropWidth, cropHeight) = (columns.count, lines.count)
    let used = lines.used
    if rows.count < used.count * cropWidth {
      rows = Array(repeating: 0, count: used.count * cropWidth)
    }
    rows.withUnsafeMutableBufferPointer { rows in
      for y in used {
        let into = (y - used.lowerBound) * cropWidth
        let line = UnsafeBufferPointer(rebasing: plane[y * width..<(y + 1) * width])
        if columns.isCopy {
          for x in 0..<cropWidth { rows[into + x] = line[columns.indices[x]] }
          continue
        }
        for x in 0..<cropWidth {
          var sum: Float = 0
          for tap in columns.starts[x]..<columns.starts[x + 1] {
            sum += columns.weights[tap] * line[columns.indices[tap]]
          }
          rows[into + x] = sum
        }
      }
      for y in 0..<cropHeight {
        let line = crop + y * cropWidth
        for x in 0..<cropWidth { line[x] = 0 }
        for tap in lines.starts[y]..<lines.starts[y + 1] {
          let weight = lines.weights[tap]
          let from = (lines.indices[tap] - used.lowerBound) * cropWidth
          for x in 0..<cropWidth { line[x] += weight * rows[from + x] }
        }
      }
    }
  }
}

/// Taps end to end, each with the index of its sample, kept inside the line.
private struct ClampedTaps {
  var indices: [Int] = []
  var weights: [Float] = []
  var starts: [Int] = [0]
  var count: Int { starts.count - 1 }
  /// True when every new sample is one old sample, as for a window of the crop's own size.
  private(set) var isCopy = false
  /// The samples that any tap reads.
  var used: Range<Int> { (indices.min() ?? 0)..<(indices.max() ?? -1) + 1 }

  /// - Parameter count: samples in the line.
  init(_ newCount: Int, from: Float, to: Float, count: Int, _ method: Resampling) {
    // Like a crop, a window sees only pixels that are at least half inside it.
    let first = Int((from + 0.5).rounded(.down))
    let bounds = first..<max(first + 1, Int((to + 0.5).rounded(.down)))
    let taps = Taps.line(newCount, from: Double(from), to: Double(to), bounds: bounds, method)
    for tap in taps {
      for (i, weight) in tap.weights.enumerated() where weight != 0 {
        indices.append(min(max(tap.first + i, 0), count - 1))
        weights.append(Float(weight))
      }
      starts.append(weights.count)
    }
    isCopy = weights.count == newCount && weights.allSatisfy { $0 == 1 }
  }
}
