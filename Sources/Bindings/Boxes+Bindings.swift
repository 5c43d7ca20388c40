import Fovea
import LessonSwift

extension HostLibrary {
  /// Boxes in pixels and in 0…1, overlap, suppression.
  mutating func addBoxes() {
    type(Box.self, named: "Box", help: "A rectangle in pixels of the original picture.")
    type(UnitBox.self, named: "UnitBox", help: "A rectangle in 0…1 of the picture's sides.")
    type(BoxError.self, named: "BoxError")
    type(Detection.self, named: "Detection", help: "A box, a class and a score.")
    type(Mask.self, named: "Mask", help: "Which pixels belong to a thing.")
    addBoxGeometry()

    initializer("init(x1: Float, y1: Float, x2: Float, y2: Float)", of: UnitBox.self) {
      (x1: Float, y1: Float, x2: Float, y2: Float) in UnitBox(x1: x1, y1: y1, x2: x2, y2: y2)
    }
    for (name, field) in [
      ("x1", \UnitBox.x1), ("y1", \.y1), ("x2", \.x2), ("y2", \.y2), ("width", \.width),
      ("height", \.height),
    ] {
      property("\(name): Float", on: UnitBox.self) { (box: UnitBox) in box[keyPath: field] }
    }
    method("func inPixels(width: Int, height: Int) throws -> Box", on: UnitBox.self) {
      (box: UnitBox, width: Int, height: Int) in try box.inPixels(width: width, height: height)
    }

    initializer("init(box: Box, classIndex: Int, score: Float)", of: Detection.self) {
      (box: Box, label: Int, score: Float) in Detection(box: box, classIndex: label, score: score)
    }
    property(
      "var box: Box", on: Detection.self, get: { (detection: Detection) in detection.box },
      set: { (detection: inout Detection, box: Box) in detection.box = box })
    property(
      "var classIndex: Int", on: Detection.self,
      get: { (detection: Detection) in detection.classIndex },
      set: { (detection: inout Detection, label: Int) in detection.classIndex = label })
    property(
      "var score: Float", on: Detection.self, get: { (detection: Detection) in detection.score },
      set: { (detection: inout Detection, score: Float) in detection.score = score })

    property("width: Int", on: Mask.self) { (mask: Mask) in mask.width }
    property("height: Int", on: Mask.self) { (mask: Mask) in mask.height }
    property("area: Int", on: Mask.self) { (mask: Mask) in mask.area }
    property("box: Box?", on: Mask.self) { (mask: Mask) in mask.box }
    method("func contains(x: Int, y: Int) -> Bool", on: Mask.self) { (mask: Mask, x: Int, y: Int) in
      mask.contains(x: x, y: y)
    }

    function(
      "func nonMaximumSuppression(_ boxes: [Box], scores: [Float], classes: [Int]? = nil, "
        + "threshold: Float) throws -> [Int]",
      help: "The indices of the boxes that are kept, best first."
    ) { (boxes: [Box], scores: [Float], classes: [Int]?, threshold: Float) in
      try nonMaximumSuppression(boxes, scores: scores, classes: classes, threshold: threshold)
    }
    function(
      "func nonMaximumSuppression(_ detections: [Detection], threshold: Float, "
        + "acrossClasses: Bool = false) throws -> [Detection]"
    ) { (detections: [Detection], threshold: Float, acrossClasses: Bool) in
      try nonMaximumSuppression(detections, threshold: threshold, acrossClasses: acrossClasses)
    }
    function("func iouMatrix(_ a: [Box], _ b: [Box]) -> [[Float]]") { (a: [Box], b: [Box]) in
      iouMatrix(a, b)
    }
  }

  private mutating func addBoxGeometry() {
    initializer("init(x1: Float, y1: Float, x2: Float, y2: Float)", of: Box.self) {
      (x1: Float, y1: Float, x2: Float, y2: Float) in Box(x1: x1, y1: y1, x2: x2, y2: y2)
    }
    initializer(
      "init(x: Float, y: Float, width: Float, height: Float)", of: Box.self,
      help: "From the top left corner and the size."
    ) { (x: Float, y: Float, width: Float, height: Float) in
      Box(x: x, y: y, width: width, height: height)
    }
    initializer(
      "init(centerX: Float, centerY: Float, width: Float, height: Float)", of: Box.self
    ) { (x: Float, y: Float, width: Float, height: Float) in
      Box(centerX: x, centerY: y, width: width, height: height)
    }
    for (name, field) in [
      ("x1", \Box.x1), ("y1", \.y1), ("x2", \.x2), ("y2", \.y2),
    ] as [(String, WritableKeyPath<Box, Float>)] {
      property(
        "var \(name): Float", on: Box.self, get: { (box: Box) in box[keyPath: field] },
        set: { (box: inout Box, value: Float) in box[keyPath: field] = value })
    }
    for (name, field) in [
      ("width", \Box.width), ("height", \.height), ("centerX", \.centerX), ("centerY", \.centerY),
      ("area", \.area), ("aspectRatio", \.aspectRatio),
    ] as [(String, KeyPath<Box, Float>)] {
      property("\(name): Float", on: Box.self) { (box: Box) in box[keyPath: field] }
    }
    property("isDegenerate: Bool", on: Box.self) { (box: Box) in box.isDegenerate }
    method(
      "func iou(with other: Box) -> Float", on: Box.self,
      help: "Shared area over covered area, 0…1."
    ) { (box: Box, other: Box) in box.iou(with: other) }
    method("func intersection(with other: Box) -> Box?", on: Box.self) { (box: Box, other: Box) in
      box.intersection(with: other)
    }
    method("func intersectionArea(with other: Box) -> Float", on: Box.self) {
      (box: Box, other: Box) in box.intersectionArea(with: other)
    }
    method("func enclosing(_ other: Box) -> Box", on: Box.self) { (box: Box, other: Box) in
      box.enclosing(other)
    }
    method("func clipped(width: Int, height: Int) -> Box", on: Box.self) {
      (box: Box, width: Int, height: Int) in box.clipped(width: width, height: height)
    }
    method("func scaled(by factor: Float) -> Box", on: Box.self) { (box: Box, factor: Float) in
      box.scaled(by: factor)
    }
    method("func moved(x: Float, y: Float) -> Box", on: Box.self) {
      (box: Box, x: Float, y: Float) in
      box.moved(x: x, y: y)
    }
    method("func enlarged(by factor: Float) -> Box", on: Box.self) { (box: Box, factor: Float) in
      box.enlarged(by: factor)
    }
    method("func contains(x: Float, y: Float) -> Bool", on: Box.self) {
      (box: Box, x: Float, y: Float) in box.contains(x: x, y: y)
    }
    method("func inUnits(width: Int, height: Int) throws -> UnitBox", on: Box.self) {
      (box: Box, width: Int, height: Int) in try box.inUnits(width: width, height: height)
    }
  }
}
