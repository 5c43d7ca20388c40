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
    Entry("yolo", leastScoreMeasured: 0.005, takesConfiguration: true) { request in
      try DarknetDetector(
        network: DarknetNetwork(
          contentsOf: request.configurationPath(), weights: request.weightsPath()),
        threshold: request.leastScore)
    },
  ]
}
