// Unions, intersections and IoU, found run by run.
extension RunLengthMask {
  /// What belongs to any of the masks; an empty mask of that size for none.
  ///
  /// - Throws: `BoxError` when a mask is of another size.
  /// - Source: pycocotools, `maskApi.c`, `rleMerge`.
  public static func union(_ masks: [RunLengthMask], width: Int, height: Int) throws
    -> RunLengthMask
  {
    guard var merged = masks.first else {
      return try RunLengthMask(
        runs: width * height > 0 ? [width * height] : [], width: width, height: height)
    }
    for mask in masks.dropFirst() { merged = try merged.union(mask) }
    return merged
  }

  /// What belongs to either.
  ///
  /// - Throws: `BoxError` when the masks are of different pictures.
  public func union(_ other: RunLengthMask) throws -> RunLengthMask {
    try merged(with: other) { $0 || $1 }
  }

  /// What belongs to both.
  ///
  /// - Throws: `BoxError` when the masks are of different pictures.
  public func intersection(_ other: RunLengthMask) throws -> RunLengthMask {
    try merged(with: other) { $0 && $1 }
  }

  /// What belongs to this one and not to the other.
  ///
  /// - Throws: `BoxError` when the masks are of different pictures.
  public func subtracting(_ other: RunLengthMask) throws -> RunLengthMask {
    try merged(with: other) { $0 && !$1 }
  }

  private func merged(
    with other: RunLengthMask, _ isInside: (Bool, Bool) -> Bool
  ) throws -> RunLengthMask {
    try requireSameSize(as: other)
    var merged: [Int] = []
    var (value, length) = (false, 0)
    forEachPiece(with: other) { inThis, inOther, count in
      let next = isInside(inThis, inOther)
      if next != value {
        merged.append(length)
        (value, length) = (next, 0)
      }
      length += count
    }
    if width * height > 0 { merged.append(length) }
    return RunLengthMask(unchecked: merged, width: width, height: height)
  }

  /// How many pixels belong to both.
  ///
  /// - Throws: `BoxError` when the masks are of different pictures.
  public func intersectionArea(with other: RunLengthMask) throws -> Int {
    try requireSameSize(as: other)
    var shared = 0
    forEachPiece(with: other) { if $0 && $1 { shared += $2 } }
    return shared
  }

  /// Intersection over union, in 0…1; 0 when they share nothing.
  ///
  /// - Parameter isCrowd: the other mask is a crowd; then it is the intersection over **this**
  ///   mask's area, so that a detection anywhere inside the crowd counts as covered.
  /// - Throws: `BoxError` when the masks are of different pictures.
  /// - Source: pycocotools, `maskApi.c`, `rleIou`.
  public func iou(with other: RunLengthMask, isCrowd: Bool = false) throws -> Double {
    let shared = try intersectionArea(with: other)
    guard shared > 0 else { return 0 }
    return Double(shared) / Double(isCrowd ? area : area + other.area - shared)
  }

  /// Walks both masks at once: calls `visit` for every stretch of pixels (at least 1) over which
  /// neither changes.
  @inline(__always)
  private func forEachPiece(
    with other: RunLengthMask, _ visit: (_ inThis: Bool, _ inOther: Bool, _ count: Int) -> Void
  ) {
    runs.withUnsafeBufferPointer { a in
      other.runs.withUnsafeBufferPointer { b in
        var (i, j) = (0, 0)
        var (leftA, leftB) = (0, 0)
        // Before the first run a mask is "inside", so that fetching it turns it to outside.
        var (inA, inB) = (true, true)
        while true {
          while leftA == 0, i < a.count { (leftA, inA, i) = (a[i], !inA, i + 1) }
          while leftB == 0, j < b.count { (leftB, inB, j) = (b[j], !inB, j + 1) }
          let count = Swift.min(leftA, leftB)
          if count == 0 { return }
          visit(inA, inB, count)
          leftA -= count
          leftB -= count
        }
      }
    }
  }

  private func requireSameSize(as other: RunLengthMask) throws {
    guard width == other.width, height == other.height else {
      throw BoxError(
        operation: "Mask", expected: "two masks of one size, \(width)×\(height)",
        found: "one of \(other.width)×\(other.height)")
    }
  }
}

/// The IoU of every detected mask with every true one: `detections.count` rows of `truths.count`
/// numbers. Masks whose boxes do not touch are not looked at.
///
/// - Parameter isCrowd: which of `truths` are crowds; none when the list is empty.
/// - Throws: `BoxError` when masks are of different pictures, or for a list of another length.
public func iouMatrix(
  _ detections: [RunLengthMask], _ truths: [RunLengthMask], isCrowd: [Bool] = []
) throws -> [[Double]] {
  guard isCrowd.isEmpty || isCrowd.count == truths.count else {
    throw BoxError(
      operation: "iouMatrix", expected: "one crowd mark for each of \(truths.count) masks",
      found: "\(isCrowd.count)")
  }
  let boxes = truths.map(\.box)
  return try detections.map { detection in
    let box = detection.box
    return try truths.indices.map { index in
      let mayTouch = boxes[index].flatMap { box?.intersection(with: $0) } != nil
      let isSameSize =
        detection.width == truths[index].width && detection.height == truths[index].height
      if !mayTouch, isSameSize { return 0 }
      return try detection.iou(
        with: truths[index], isCrowd: isCrowd.isEmpty ? false : isCrowd[index])
    }
  }
}
