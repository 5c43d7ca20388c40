/// A mask as lengths of runs **down the columns**, left to right: so many pixels outside, so many
/// inside, outside again, and so on. COCO's form, small and quick: areas, unions and overlaps are
/// found run by run, without unpacking a pixel.
///
/// - Source: Lin et al., "Microsoft COCO", 2014; pycocotools, `maskApi.c`. Every answer here is
///   pycocotools' own, fixed by `Tests/Oracles/mask_fixtures.py`.
/// - Example:
///       let mask = RunLengthMask(try Mask(width: 8, height: 6, filling: Box(x1: 1, y1: 2, x2: 4, y2: 5)))
///       mask.runs
///       mask.text
///       mask.area
///       mask.box
///       mask.mask
///       let right = RunLengthMask(try Mask(width: 8, height: 6, filling: Box(x1: 2, y1: 2, x2: 6, y2: 5)))
///       try mask.union(right)
///       try mask.intersection(right)
///       try mask.iou(with: right)
public struct RunLengthMask: Hashable, Sendable {
  /// In pixels.
  public let width, height: Int
  /// The first run is outside, and 0 when the first pixel is inside. As they were read: runs of 0
  /// further on are allowed, and kept.
  public let runs: [Int]

  /// - Throws: `BoxError` when a run is negative, or the runs do not fill the picture exactly.
  public init(runs: [Int], width: Int, height: Int) throws {
    try Mask.checkSize(width, height)
    let pixels = width * height
    var total = 0
    for (index, run) in runs.enumerated() {
      guard run >= 0, run <= pixels - total else {
        throw BoxError(
          operation: "Mask", expected: "runs that fill \(width)×\(height) pixels exactly",
          found: "a run of \(run) at index \(index), with \(pixels - total) pixels left")
      }
      total += run
    }
    guard total == pixels else {
      throw BoxError(
        operation: "Mask", expected: "runs that fill \(width)×\(height) pixels exactly",
        found: "runs of \(total) pixels in all",
        hint: "are width and height swapped? COCO writes \"size\": [height, width]")
    }
    self.init(unchecked: runs, width: width, height: height)
  }

  /// For callers in this file's folder, whose runs are known to fit.
  init(unchecked runs: [Int], width: Int, height: Int) {
    self.runs = runs
    self.width = width
    self.height = height
  }
}

extension RunLengthMask: CustomStringConvertible {
  public var description: String {
    "RunLengthMask \(width)×\(height), \(area) pixels in \(runs.count) runs"
  }
}

extension RunLengthMask {
  /// How many pixels belong to it.
  public var area: Int { stride(from: 1, to: runs.count, by: 2).reduce(0) { $0 + runs[$1] } }

  /// The smallest box around its pixels, or `nil` when it has none.
  public var box: Box? {
    var (left, top, right, bottom) = (width, height, -1, -1)
    var start = 0
    for (index, run) in runs.enumerated() {
      defer { start += run }
      guard index % 2 == 1, run > 0 else { continue }
      let (firstX, firstY) = start.quotientAndRemainder(dividingBy: height)
      let (lastX, lastY) = (start + run - 1).quotientAndRemainder(dividingBy: height)
      left = min(left, firstX)
      right = max(right, lastX)
      // A run over the end of a column touches the bottom of one and the top of the next.
      top = firstX == lastX ? min(top, firstY) : 0
      bottom = firstX == lastX ? max(bottom, lastY) : height - 1
    }
    guard right >= 0 else { return nil }
    return Box(x1: Float(left), y1: Float(top), x2: Float(right + 1), y2: Float(bottom + 1))
  }
}

// To and from pixels.
extension RunLengthMask {
  /// Packs a mask: the same pixels.
  public init(_ mask: Mask) {
    var runs: [Int] = []
    var (value, run): (UInt8, Int) = (0, 0)
    for x in 0..<mask.width {
      for y in 0..<mask.height {
        let bit = mask.bits[y * mask.width + x]
        if bit != value {
          runs.append(run)
          (value, run) = (bit, 0)
        }
        run += 1
      }
    }
    if !mask.bits.isEmpty { runs.append(run) }
    self.init(unchecked: runs, width: mask.width, height: mask.height)
  }

  /// Unpacked, a value a pixel.
  public var mask: Mask {
    var bits = [UInt8](repeating: 0, count: width * height)
    var start = 0
    for (index, run) in runs.enumerated() {
      if index % 2 == 1, run > 0 {
        var (x, y) = start.quotientAndRemainder(dividingBy: height)
        for _ in 0..<run {
          bits[y * width + x] = 1
          y += 1
          if y == height { (x, y) = (x + 1, 0) }
        }
      }
      start += run
    }
    return Mask(width: width, height: height, bits: bits)
  }
}
