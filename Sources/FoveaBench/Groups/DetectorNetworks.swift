import Foundation
import Fovea

/// Detectors from a picture of 800×1067 to what is in it: planned, and operation by operation. Where
/// numbers decide what is done next, no plan can follow: proposals, pooling, suppression, pasting.
enum DetectorNetworks {
  static var workloads: [Workload] {
    [
      ("faster-rcnn-800", "Faster R-CNN @800×1067", FasterRCNNResNet50.Further.nothing),
      ("mask-rcnn-800", "Mask R-CNN @800×1067", .mask),
    ].flatMap { id, name, further in
      [
        Workload(id, .networks, name) { try prepared(further, $0, isPlanned: true) },
        Workload("\(id)-eager", .networks, "\(name), eager") {
          try prepared(further, $0, isPlanned: false)
        },
        Workload("\(id)-1000", .networks, "\(name), 1000 proposals") {
          try prepared(further, $0, isPlanned: true, isCrowded: true)
        },
      ]
    }
  }

  /// - Parameter isCrowded: whether all of the best anchors become proposals, as many as there may be:
  ///   of those that random weights prefer, suppression leaves some hundreds. It then compares each
  ///   anchor with all better ones, and removes none: more work than any picture makes for it.
  private static func prepared(
    _ further: FasterRCNNResNet50.Further, _ given: Workload.Given, isPlanned: Bool,
    isCrowded: Bool = false
  ) throws -> Workload.Prepared {
    var random = given.random
    let network =
      try given.weights.map { try FasterRCNNResNet50(further, weights: $0) }
      ?? FasterRCNNResNet50(further, using: &random)
    let x = try given.input ?? Tensor.uniform([1, 3, 800, 1067], using: &random)
    let image = try Image(x[0])
    var options = FasterRCNNOptions()
    options.leastScore = 0.05
    if isCrowded {
      var selection = network.settings.selection
      selection.suppression = 1
      selection.mostPerLevel = 1200  // of some, nothing is left in the picture
      options.selection = selection
    }
    var detector = try FasterRCNNDetector(network: network, options: options)
    let flops = try detector.flops(width: image.width, height: image.height)
    if isPlanned { detector = try detector.planned(width: image.width, height: image.height) }
    let ready = detector
    return Workload.Prepared(flops: Double(flops), profile: { try profile(ready, image) }) {
      try outputs(ready.pass(image))
    }
  }

  /// Boxes, classes and scores, and of masks how many pixels each has: what is compared with others.
  private static func outputs(_ pass: FasterRCNNPass) throws -> [Tensor] {
    let boxes = try outputs(pass.detections)
    return pass.masks.isEmpty ? boxes : boxes + [try Tensor(pass.masks.map { Float($0.area) })]
  }

  /// Boxes `[D, 4]`, classes and scores `[D]`.
  static func outputs(_ found: [Detection]) throws -> [Tensor] {
    let boxes = try Tensor(
      found.flatMap { [$0.box.x1, $0.box.y1, $0.box.x2, $0.box.y2] }, shape: [found.count, 4])
    return [
      boxes, try Tensor(found.map { Float($0.classIndex) }), try Tensor(found.map(\.score)),
    ]
  }

  /// Where the time of one picture goes: the medians of five.
  private static func profile(_ detector: FasterRCNNDetector, _ image: Image) throws -> String {
    var seconds: [FasterRCNNSeconds] = []
    var counts = ""
    for _ in 0..<6 {
      // Kept passes would keep their maps, and the next one would have to write to fresh memory.
      let pass = try detector.pass(image)
      seconds.append(pass.seconds)
      counts = "\(pass.levels.count) proposals, \(pass.detections.count) detections"
    }
    seconds.removeFirst()
    let parts: [(String, KeyPath<FasterRCNNSeconds, Double>)] = [
      ("picture to input", \.framing), ("trunk, pyramid, proposal head", \.maps),
      ("proposals", \.selection), ("pooling", \.pooling), ("box head", \.head),
      ("suppression", \.suppression), ("mask head", \.furtherHeads), ("pasting", \.pasting),
      ("all", \.total), ("around the network", \.aroundTheNetwork),
    ]
    func median(_ part: KeyPath<FasterRCNNSeconds, Double>) -> Double {
      let times = seconds.map { $0[keyPath: part] * 1000 }.sorted()
      return times[times.count / 2]
    }
    let lines = parts.map { title, part in
      title.padding(toLength: 32, withPad: " ", startingAt: 0)
        + String(format: "%9.2f ms %5.1f %%", median(part), 100 * median(part) / median(\.total))
    }
    return (lines + [counts]).joined(separator: "\n")
  }
}
