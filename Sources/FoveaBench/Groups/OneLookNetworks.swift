import Foundation
import Fovea

/// Detectors of one pass, from a picture of the network's own size to boxes: decoding and suppression
/// included. Planned, and operation by operation.
enum OneLookNetworks {
  static var workloads: [Workload] {
    let kinds:
      [(id: String, name: String, make: @Sendable (Workload.Given, Bool) throws -> Ready)] =
        [
          ("ssd300-vgg16", "SSD300 on VGG-16", ssd), ("yolov3-boxes", "YOLOv3 @416, boxes", yolo),
        ]
    return kinds.flatMap { id, name, make in
      [
        Workload(id, .networks, name) { try make($0, true).prepared() },
        Workload("\(id)-eager", .networks, "\(name), eager") { try make($0, false).prepared() },
      ]
    }
  }

  /// From 0.01 on, as torchvision.
  private static func ssd(_ given: Workload.Given, isPlanned: Bool) throws -> Ready {
    var random = given.random
    let network =
      try given.weights.map { try SSD300VGG16(weights: $0) } ?? SSD300VGG16(using: &random)
    let image = try picture(given, side: 300)
    var options = SSDOptions()
    options.leastScore = 0.01
    var detector = try SSDDetector(network: network, options: options)
    if isPlanned { detector = try detector.planned(width: image.width, height: image.height) }
    let ready = detector
    return Ready(
      detector: detector, image: image,
      parts: {
        var pass: SSDPass?
        let network = try milliseconds { pass = try ready.pass(image) }
        var count = 0
        let boxes = try milliseconds { count = try pass.map(ready.detections)?.count ?? 0 }
        return ([("picture to answers", network), ("decoding and suppression", boxes)], count)
      },
      steps: {
        try ready.plan?.profile([network.normalized(image.tensor())]).description ?? "not planned"
      })
  }

  /// From 0.25 on, as its ports do when they show boxes. Without trained weights the batch norms are
  /// fitted to noise first, and only the surest boxes count, so that there are about as many.
  private static func yolo(_ given: Workload.Given, isPlanned: Bool) throws -> Ready {
    var random = given.random
    let network: YOLOv3Network
    if let weights = given.weights {
      network = try YOLOv3Network(weights: weights)
    } else {
      network = try YOLOv3Network(using: &random)
      let noise = try Tensor.uniform([1, 3, 96, 96], using: &random)
      for _ in 0..<40 {
        _ = try withoutGradient { try network.training(noise, using: &random) }
      }
    }
    let image = try picture(given, side: 416)
    var detector = try YOLODetector(
      network: network, leastScore: given.weights == nil ? 0.95 : 0.25)
    if isPlanned { detector = try detector.planned() }
    let ready = detector
    return Ready(
      detector: detector, image: image,
      parts: {
        var candidates: [Detection] = []
        let network = try milliseconds { candidates = try ready.candidates(in: image) }
        var count = 0
        let boxes = try milliseconds {
          count = try nonMaximumSuppression(candidates, threshold: ready.suppression).count
        }
        return ([("picture to candidates", network), ("suppression", boxes)], count)
      },
      steps: {
        let plan = try network.planned()
        return try plan.profile([image.tensor()]).description
      })
  }

  private static func picture(_ given: Workload.Given, side: Int) throws -> Image {
    var random = SeededGenerator(seed: 7)
    return try Image((given.input ?? Tensor.uniform([1, 3, side, side], using: &random))[0])
  }

  /// A detector with its picture.
  struct Ready {
    let detector: any PictureDetector
    let image: Image
    /// What each part of one run took in milliseconds, and how many things were found.
    let parts: () throws -> ([(String, Double)], Int)
    /// Where the network's time goes.
    let steps: () throws -> String

    func prepared() throws -> Workload.Prepared {
      let flops = try detector.flops(width: image.width, height: image.height)
      return Workload.Prepared(flops: Double(flops), profile: profile) {
        try DetectorNetworks.outputs(detector.detections(in: image))
      }
    }

    /// Medians of fifteen runs, after one to warm up.
    private func profile() throws -> String {
      let runs = try (0..<16).map { _ in try parts() }.dropFirst()
      guard let first = runs.first else { return "" }
      let lines = first.0.indices.map { part in
        let times = runs.map { $0.0[part].1 }.sorted()
        return first.0[part].0.padding(toLength: 32, withPad: " ", startingAt: 0)
          + String(format: "%9.2f ms", times[times.count / 2])
      }
      return try (lines + ["\(first.1) detections", "", steps()]).joined(separator: "\n")
    }
  }
}
