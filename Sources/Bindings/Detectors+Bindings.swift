import Fovea
import LessonSwift

extension HostLibrary {
  /// The classifier that ships, and the detector made of it.
  mutating func addDetectors() {
    type(
      PastureClassifier.self, named: "PastureClassifier",
      help: "A small network that knows nine classes of the Pasture.")
    staticMethod(
      "static func trained() throws -> PastureClassifier", on: PastureClassifier.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureClassifier.trained() }
    staticProperty(
      "static let classNames: [String]", on: PastureClassifier.self, help: "Background first."
    ) { PastureClassifier.classNames }
    staticProperty("static let side: Int", on: PastureClassifier.self, help: "Pixels of a crop.") {
      PastureClassifier.side
    }
    property("flopsPerCrop: Int", on: PastureClassifier.self) { (model: PastureClassifier) in
      try model.flopsPerCrop
    }
    method(
      "func features(_ x: Tensor) throws -> Tensor", on: PastureClassifier.self,
      help: "The trunk's maps: [N, 3, H, W] to [N, 96, h, w]."
    ) { (model: PastureClassifier, x: Tensor) in try model.features(x) }
    method("func logits(_ crops: Tensor) throws -> Tensor", on: PastureClassifier.self) {
      (model: PastureClassifier, crops: Tensor) in try model.logits(crops)
    }
    method(
      "func probabilities(_ crops: Tensor) throws -> Tensor", on: PastureClassifier.self,
      help: "[N, 3, side, side] to [N, 9]; each row adds up to 1."
    ) { (model: PastureClassifier, crops: Tensor) in try model.probabilities(crops) }

    type(
      SlidingWindowDetector.self, named: "SlidingWindowDetector",
      help: "A classifier at every place and size.")
    initializer(
      "init(classifier: PastureClassifier, windowSizes: [Int] = [18, 27, 40, 60], "
        + "strideShare: Float = 0.2, threshold: Float = 0.95, suppression: Float = 0.1) throws",
      of: SlidingWindowDetector.self
    ) {
      (
        classifier: PastureClassifier, sizes: [Int], share: Float, threshold: Float,
        suppression: Float
      ) in
      try SlidingWindowDetector(
        classifier: classifier, windowSizes: sizes, strideShare: share, threshold: threshold,
        suppression: suppression)
    }
    method("func windows(width: Int, height: Int) throws -> [Box]", on: SlidingWindowDetector.self)
    {
      (detector: SlidingWindowDetector, width: Int, height: Int) in
      try detector.windows(width: width, height: height)
    }
    method("func windowCount(width: Int, height: Int) -> Int", on: SlidingWindowDetector.self) {
      (detector: SlidingWindowDetector, width: Int, height: Int) in
      detector.windowCount(width: width, height: height)
    }
    method(
      "func detections(in image: Image) throws -> [Detection]", on: SlidingWindowDetector.self,
      help: "Per class, after suppression, best first."
    ) { (detector: SlidingWindowDetector, image: Image) in try detector.detections(in: image) }
  }
}
