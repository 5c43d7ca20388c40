import Boxes
import Images

extension SlidingWindowDetector: Traceable {
  public var classNames: [String] { PastureClassifier.classNames }

  /// Every window is a forward pass of its own.
  public func flops(width: Int, height: Int) throws -> Int {
    let (flops, isHuge) = try classifier.flopsPerCrop.multipliedReportingOverflow(
      by: windowCount(width: width, height: height))
    return isHuge ? .max : flops
  }

  /// Each candidate with its window: size, row and column; it is the box, there are no offsets.
  public func trace(in image: Image) throws -> DetectionTrace {
    let windows = try windows(width: image.width, height: image.height)
    let candidates = try candidates(in: image, windows: windows).map { found in
      TracedDetection(
        detection: found.detection, facts: facts(window: found.window, in: image, of: windows),
        scores: found.scores)
    }
    return try DetectionTrace(
      candidates: candidates, placeCount: windows.count, classNames: classNames,
      suppression: suppression)
  }

  private func facts(window index: Int, in image: Image, of windows: [Box]) -> [TracedDetection
    .Fact]
  {
    let box = windows[index]
    let size = Int(box.width)
    let step = stride(of: size)
    let columns = (image.width - size) / step + 1, rows = (image.height - size) / step + 1
    return [
      .init("window", "number \(index) of \(windows.count)"),
      .init("size", "\(size) pixels, the stride \(step)"),
      .init(
        "cell", "row \(Int(box.y1) / step) of \(rows), column \(Int(box.x1) / step) of \(columns)"),
      .init("offsets", "none: the window itself is the box", box: box),
    ]
  }
}
