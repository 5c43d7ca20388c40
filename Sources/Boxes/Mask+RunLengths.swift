// Run lengths as COCO writes them, uncompressed.
extension Mask {
  /// Lengths of runs, **down the columns**, left to right: so many pixels outside, then so many
  /// inside, then outside again, and so on. The first may be 0.
  ///
  /// - Source: Lin et al., "Microsoft COCO", 2014; pycocotools, `maskApi.c`, `rleEncode`.
  public var runLengths: [Int] {
    guard !bits.isEmpty else { return [] }
    var counts: [Int] = []
    var (value, run): (UInt8, Int) = (0, 0)
    for x in 0..<width {
      for y in 0..<height {
        let bit = bits[y * width + x]
        if bit != value {
          counts.append(run)
          (value, run) = (bit, 0)
        }
        run += 1
      }
    }
    counts.append(run)
    return counts
  }

  /// A mask from COCO's uncompressed run lengths.
  ///
  /// - Throws: `BoxError` when a run is negative, or the runs do not fill the picture exactly.
  public init(runLengths: [Int], width: Int, height: Int) throws {
    try self.init(width: width, height: height)
    var start = 0
    for (index, run) in runLengths.enumerated() {
      guard run >= 0, run <= width * height - start else {
        throw BoxError(
          operation: "Mask", expected: "runs that fill \(width)×\(height) pixels exactly",
          found: "a run of \(run) at index \(index), with \(width * height - start) pixels left")
      }
      if index % 2 == 1 {
        for pixel in start..<start + run { bits[pixel % height * width + pixel / height] = 1 }
      }
      start += run
    }
    guard start == width * height else {
      throw BoxError(
        operation: "Mask", expected: "runs that fill \(width)×\(height) pixels exactly",
        found: "runs of \(start) pixels in all",
        hint: "are width and height swapped? COCO writes \"size\": [height, width]")
    }
  }
}
