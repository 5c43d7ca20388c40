import Detectors

extension PictureModels {
  /// In the order of the course.
  public static let entries: [Entry] = [
    Entry(
      "sliding-window", weights: "pasture-classifier", leastScore: 0.95, leastScoreMeasured: 0.5
    ) { request in
      try SlidingWindowDetector(
        classifier: PastureClassifier(weights: request.checkpoint().tensors),
        threshold: request.leastScore)
    },
    Entry("pasture-overfeat") { request in
      var options = OverFeatOptions()
      options.leastScore = request.leastScore
      return try OverFeatDetector(
        network: PastureOverFeat(weights: request.checkpoint().tensors), options: options)
    },
    Entry("fast-rcnn-vgg16") { request in
      let weights = try request.checkpoint().tensors
      var options = FastRCNNOptions()
      options.leastScore = request.leastScore
      return try FastRCNNDetector(network: FastRCNNVGG16(weights: weights), options: options)
    },
    Entry("pasture-fast-rcnn") { request in
      var options = FastRCNNOptions.pasture
      options.leastScore = request.leastScore
      return try FastRCNNDetector(
        network: PastureFastRCNN(weights: request.checkpoint().tensors), options: options)
    },
  ]
}
