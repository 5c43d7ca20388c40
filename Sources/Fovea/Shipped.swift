import Checkpoints
import Detectors
import Images
import Layers
import Tensors

// What ships with Fovea, by name.

extension Image {
  /// An example picture that ships with Fovea, by file name: `pasture-01.png`.
  ///
  /// - Throws: `ResourceError` with the names there are; `ImageError` when it cannot be read.
  /// - Parameter name: of the file.
  /// - Example: `try Image(example: "pasture-01.png")`
  public init(example name: String) throws {
    try self.init(contentsOf: try Resources().example(name))
  }
}

extension PastureClassifier {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  /// - Example: `try PastureClassifier.trained().parameterCount`
  public static func trained() throws -> PastureClassifier {
    let path = try Resources().weights("pasture-classifier")
    var generator = SeededGenerator(seed: 0)  // every number it draws is replaced
    let classifier = try PastureClassifier(using: &generator)
    try classifier.load(Checkpoint(contentsOf: path).tensors)
    return classifier
  }
}

extension PastureOverFeat {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureOverFeat {
    try PastureOverFeat(
      weights: Checkpoint(contentsOf: Resources().weights("pasture-overfeat")).tensors)
  }
}

extension RCNNNetwork where Trunk == PastureClassifier {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  /// - Example: `try PastureRCNN.trained().parameterCount`
  public static func trained() throws -> PastureRCNN {
    try PastureRCNN(weights: Checkpoint(contentsOf: Resources().weights("pasture-rcnn")).tensors)
  }
}

extension SPPnet where Trunk == PastureTrunk {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  /// - Example: `try PastureSPPnet.trained().parameterCount`
  public static func trained() throws -> PastureSPPnet {
    try PastureSPPnet(weights: shippedWeights("pasture-sppnet"))
  }
}

extension PastureFastRCNN {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureFastRCNN {
    try PastureFastRCNN(
      weights: Checkpoint(contentsOf: Resources().weights("pasture-fast-rcnn")).tensors)
  }
}

extension PastureSSD {
  /// With the weights that ship with Fovea (`docs/model-cards.md`).
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureSSD {
    try PastureSSD(weights: shippedWeights("pasture-ssd"))
  }
}

extension PastureFasterRCNN {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureFasterRCNN {
    try PastureFasterRCNN(weights: shippedWeights("pasture-faster-rcnn"))
  }
}

extension PastureMaskRCNN {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureMaskRCNN {
    try PastureMaskRCNN(weights: shippedWeights("pasture-mask-rcnn"))
  }
}

extension PasturePose {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PasturePose {
    try PasturePose(weights: shippedWeights("pasture-pose"))
  }
}

extension PastureYOLOv1 {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureYOLOv1 {
    try PastureYOLOv1(weights: shippedWeights("pasture-yolo-v1"))
  }
}

extension PastureYOLOv3 {
  /// With the weights that ship with Fovea; `docs/model-cards.md` says how they were trained and
  /// what they were measured at.
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureYOLOv3 {
    try PastureYOLOv3(weights: shippedWeights("pasture-yolo-v3"))
  }
}

extension PastureDetectNet {
  /// With the weights that ship with Fovea (`docs/model-cards.md`).
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureDetectNet {
    try PastureDetectNet(weights: shippedWeights("pasture-detectnet"))
  }
}

extension PastureSegmenter {
  /// With the weights that ship with Fovea (`docs/model-cards.md`).
  ///
  /// - Throws: `ResourceError` when the file is not found; errors of reading and fitting it.
  public static func trained() throws -> PastureSegmenter {
    try PastureSegmenter(weights: shippedWeights("pasture-segmenter"))
  }
}

extension PastureFlatSegmenter {
  /// With the weights that ship with Fovea, for lesson 5's comparison.
  ///
  /// - Throws: as `PastureSegmenter.trained`.
  public static func trained() throws -> PastureFlatSegmenter {
    try PastureFlatSegmenter(weights: shippedWeights("pasture-segmenter-flat"))
  }
}

extension PastureWindowSegmenter {
  /// With the weights that ship with Fovea, for lesson 5's comparison.
  ///
  /// - Throws: as `PastureSegmenter.trained`.
  public static func trained() throws -> PastureWindowSegmenter {
    try PastureWindowSegmenter(weights: shippedWeights("pasture-segmenter-windows"))
  }
}

private func shippedWeights(_ model: String) throws -> [String: Tensor] {
  try Checkpoint(contentsOf: Resources().weights(model)).tensors
}
