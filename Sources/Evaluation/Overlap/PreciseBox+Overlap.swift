import Datasets

// Intersection over union in double precision, operation for operation as the reference has it, so
// that an IoU on a threshold falls to the same side.

extension PreciseBox {
  /// Intersection over union, in 0…1; 0 where nothing is shared.
  ///
  /// - Parameter isCrowd: whether `truth` is a crowd. Then the area of this box alone is below the
  ///   line: a detection inside a crowd agrees with it wholly, however large the crowd.
  /// - Source: pycocotools, `maskApi.c`, `bbIou`.
  public func iou(with truth: PreciseBox, isCrowd: Bool = false) -> Double {
    let sharedWidth = min(x + width, truth.x + truth.width) - max(x, truth.x)
    guard sharedWidth > 0 else { return 0 }
    let sharedHeight = min(y + height, truth.y + truth.height) - max(y, truth.y)
    guard sharedHeight > 0 else { return 0 }
    let shared = sharedWidth * sharedHeight
    return shared / (isCrowd ? area : area + truth.area - shared)
  }

  /// Intersection over union where x, y and the far corner name *pixels* that still belong to the
  /// box: one is added to every width and height.
  ///
  /// - Source: VOC development kit 2012, `VOCevaldet.m`. VOC's XML files name pixels from 1; boxes
  ///   that were moved to continuous coordinates need `iou(with:)` instead, which then agrees.
  public func inclusiveIoU(with truth: PreciseBox) -> Double {
    let sharedWidth = min(x + width, truth.x + truth.width) - max(x, truth.x) + 1
    let sharedHeight = min(y + height, truth.y + truth.height) - max(y, truth.y) + 1
    guard sharedWidth > 0, sharedHeight > 0 else { return 0 }
    let shared = sharedWidth * sharedHeight
    let union = (width + 1) * (height + 1) + (truth.width + 1) * (truth.height + 1) - shared
    return shared / union
  }

  /// Every number finite and no side negative: what can be scored. An empty box can be; it only hits
  /// nothing.
  var isSound: Bool {
    x.isFinite && y.isFinite && (x + width).isFinite && (y + height).isFinite && width >= 0
      && height >= 0
  }
}
