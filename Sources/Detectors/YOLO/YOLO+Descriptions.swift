import Boxes

// One line each for the prompt, which would otherwise show every number inside.

private func hundredths(_ x: Float) -> String { "\((x * 100).rounded() / 100)" }

extension YOLOTruths: CustomStringConvertible {
  public var description: String { "YOLOTruths(\(boxes.count) boxes, \(ignored.count) ignored)" }
}

extension YOLOv1Layout: CustomStringConvertible {
  public var description: String {
    "YOLOv1Layout(\(rows)×\(columns) cells of \(boxesPerCell) boxes and \(classCount) classes)"
  }
}

extension YOLOv1Prediction: CustomStringConvertible {
  public var description: String {
    "YOLOv1Prediction(box \(number) of \(cell), confidence \(hundredths(confidence)), \(box))"
  }
}

extension YOLOv1Responsible: CustomStringConvertible {
  public var description: String {
    "YOLOv1Responsible(box \(number) of \(cell) for truth \(truth), IoU \(hundredths(iou)))"
  }
}

extension YOLOv1Targets: CustomStringConvertible {
  public var description: String {
    "YOLOv1Targets(\(values.shape), \(responsible.count) responsible boxes)"
  }
}

extension YOLOScale: CustomStringConvertible {
  public var description: String { "YOLOScale(stride \(stride), \(anchors.count) anchors)" }
}

extension YOLOLayout: CustomStringConvertible {
  public var description: String {
    let strides = scales.map { "\($0.stride)" }.joined(separator: ", ")
    return "YOLOLayout(strides \(strides); \(anchors.count) anchors, \(classCount) classes)"
  }
}

extension YOLOPlace: CustomStringConvertible {
  public var description: String { "YOLOPlace(scale \(scale), anchor \(anchor), \(cell))" }
}

extension YOLOMatch: CustomStringConvertible {
  public var description: String { "YOLOMatch(truth \(truth) to \(place))" }
}

extension YOLOPrediction: CustomStringConvertible {
  public var description: String {
    "YOLOPrediction(\(place), objectness \(hundredths(objectness)), \(box))"
  }
}

extension YOLOLosses: CustomStringConvertible {
  public var description: String {
    let parts = terms.map { "\($0.name) \(hundredths($0.value.values.first ?? 0))" }
    return "YOLOLosses(\(parts.joined(separator: ", ")))"
  }
}

extension PastureYOLOv1: CustomStringConvertible {
  public var description: String { "PastureYOLOv1(\(parameterCount) parameters)" }
}

extension PastureYOLOv3: CustomStringConvertible {
  public var description: String { "PastureYOLOv3(\(parameterCount) parameters)" }
}
