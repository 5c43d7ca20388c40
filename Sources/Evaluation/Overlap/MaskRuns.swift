import Boxes

/// A mask as COCO stores it: lengths of runs down the columns, first those outside.
///
/// Two masks are compared run by run, without ever drawing them: a mask of a large thing is a few
/// hundred runs, but a hundred thousand pixels.
public struct MaskRuns: Hashable, Sendable {
  public let width, height: Int
  /// Outside, inside, outside …; they add up to `width * height`.
  public let counts: [UInt32]
  /// How many pixels are inside.
  public let area: Int
  /// The box around the pixels inside; empty when there are none.
  public let box: PreciseBox

  public init(_ mask: Mask) {
    self.init(
      checked: mask.runLengths.map { UInt32($0) }, width: mask.width, height: mask.height)
  }

  /// - Throws: `EvaluationError` unless the runs fill the picture exactly.
  public init(counts: [Int], width: Int, height: Int) throws {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard width >= 0, height >= 0, !overflow, pixels <= Int(UInt32.max) else {
      throw EvaluationError(
        operation: "MaskRuns", expected: "a picture of at most 2³² pixels",
        found: "\(width)×\(height)")
    }
    var left = pixels
    for (index, count) in counts.enumerated() {
      guard count >= 0, count <= left else {
        throw EvaluationError(
          operation: "MaskRuns", expected: "runs that fill \(width)×\(height) pixels exactly",
          found: "a run of \(count) at index \(index), with \(left) pixels left")
      }
      left -= count
    }
    guard left == 0 else {
      throw EvaluationError(
        operation: "MaskRuns", expected: "runs that fill \(width)×\(height) pixels exactly",
        found: "runs of \(pixels - left) pixels in all")
    }
    self.init(checked: counts.map { UInt32($0) }, width: width, height: height)
  }

  private init(checked counts: [UInt32], width: Int, height: Int) {
    (self.width, self.height, self.counts) = (width, height, counts)
    var (start, area) = (0, 0)
    var (left, top, right, bottom) = (width, height, 0, 0)
    for (index, count) in counts.enumerated() where count > 0 {
      let end = start + Int(count)
      defer { start = end }
      guard index % 2 == 1 else { continue }
      area += Int(count)
      let (firstColumn, lastColumn) = (start / height, (end - 1) / height)
      left = min(left, firstColumn)
      right = max(right, lastColumn + 1)
      // A run over several columns reaches from top to bottom.
      top = firstColumn < lastColumn ? 0 : min(top, start % height)
      bottom = firstColumn < lastColumn ? height : max(bottom, (end - 1) % height + 1)
    }
    self.area = area
    box =
      area == 0
      ? PreciseBox(x: 0, y: 0, width: 0, height: 0)
      : PreciseBox(
        x: Double(left), y: Double(top), width: Double(right - left), height: Double(bottom - top))
  }

  /// How many pixels are inside both. Masks of different sizes share none.
  public func intersectionArea(with other: MaskRuns) -> Int {
    guard width == other.width, height == other.height else { return 0 }
    var (a, b) = (0, 0)  // which run
    var (leftA, leftB) = (Int(counts.first ?? 0), Int(other.counts.first ?? 0))
    var shared = 0
    while a < counts.count, b < other.counts.count {
      let step = min(leftA, leftB)
      if a % 2 == 1, b % 2 == 1 { shared += step }
      leftA -= step
      leftB -= step
      if leftA == 0 {
        a += 1
        if a < counts.count { leftA = Int(counts[a]) }
      }
      if leftB == 0 {
        b += 1
        if b < other.counts.count { leftB = Int(other.counts[b]) }
      }
    }
    return shared
  }

  /// Intersection over union, in 0…1; 0 where nothing is shared.
  ///
  /// - Parameter isCrowd: whether `truth` is a crowd, see `PreciseBox.iou(with:isCrowd:)`.
  /// - Source: pycocotools, `maskApi.c`, `rleIou`. It answers −1 for masks of different sizes, which
  ///   matches nothing either.
  public func iou(with truth: MaskRuns, isCrowd: Bool = false) -> Double {
    guard box.iou(with: truth.box) > 0 else { return 0 }
    let shared = intersectionArea(with: truth)
    guard shared > 0 else { return 0 }
    return Double(shared) / Double(isCrowd ? area : area + truth.area - shared)
  }
}

extension MaskRuns: CustomStringConvertible {
  public var description: String { "MaskRuns \(width)×\(height), \(area) pixels" }
}
