import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct SPPnetTests {
  static func network() throws -> PastureSPPnet {
    var generator = SeededGenerator(seed: 3)
    let network = try PastureSPPnet(using: &generator)
    for (parameter, scale) in [
      (network.svm.weight, 0.05), (network.boxes.weight, 0.002),
    ] as [(Parameter, Float)] {
      parameter.value = try Tensor.uniform(
        parameter.value.shape, in: -scale..<scale, using: &generator)
    }
    return network
  }

  static func detector(_ change: (inout RCNNOptions) -> Void = { _ in }) throws
    -> PastureSPPnetDetector
  {
    var options = RCNNOptions()
    change(&options)
    return try SPPnetDetector(network: network(), options: options)
  }

  @Test func nothingIsForgottenAndNamesAreTheReferences() throws {
    let network = try Self.network()
    #expect(network.forgottenParameters().isEmpty)
    let names = Set(network.stateDictionary.keys)
    #expect(
      names.filter { !$0.hasPrefix("features.") } as Set == [
        "fc6.weight", "fc6.bias", "fc7.weight", "fc7.bias", "fc8.weight", "fc8.bias",
        "svm.weight", "svm.bias", "boxes.weight", "boxes.bias",
      ])
    let published = try Model(shapesOf: "sppnet").network.stateDictionary.mapValues(\.shape)
    #expect(published["conv1.weight"] == [96, 3, 7, 7] && published["conv5.bias"] == [256])
    #expect(published["fc6.weight"] == [4096, 12800] && published["fc8.weight"] == [21, 4096])
    #expect(published["svm.weight"] == [20, 4096] && published["boxes.weight"] == [80, 12800])
    let deep = try Model(shapesOf: "sppnet-vgg16").network.stateDictionary.mapValues(\.shape)
    #expect(deep["features.28.weight"] == [512, 512, 3, 3] && deep["fc6.weight"] == [4096, 25600])
  }

  /// He et al. 2014, table 1: 224×224 become 13×13.
  @Test func zeilersMapHasThePapersSize() throws {
    var maker = LayerMaker.withoutWeights
    let trunk = try ZF5.makeTrunk(by: &maker)
    for named in trunk.namedParameters() {
      named.parameter.value = try Tensor.zeros(named.parameter.value.shape)
    }
    let stages = try withoutGradient { try trunk.outputs(Tensor.zeros([1, 3, 224, 224])) }
    let sides = Dictionary(uniqueKeysWithValues: stages.map { ($0.name, $0.output.shape[3]) })
    #expect(sides["conv1"] == 110 && sides["pool1"] == 55 && sides["pool2"] == 13)
    #expect(stages.last?.output.shape == [1, 256, 13, 13])
  }

  @Test func aVectorHasOneLengthForWindowsOfAnySize() throws {
    let network = try Self.network()
    var generator = SeededGenerator(seed: 4)
    let map = try Tensor.uniform([1, 96, 11, 13], in: -1..<1, using: &generator)
    let windows = [
      MapWindow(rows: 0...10, columns: 0...12), MapWindow(rows: 3...3, columns: 5...5),
      MapWindow(rows: 2...8, columns: 4...6),
    ]
    let pooled = try network.pooled(map, windows)
    #expect(pooled.shape == [3, 4800])
    // Oracle: the cells cut out, and pooled as a map of their own.
    for (index, window) in windows.enumerated() {
      let part = try map[0..., 0..., window.rows, window.columns]
      #expect(
        try pooled[index].values == part.spatialPyramidPool(levels: [6, 3, 2, 1]).values)
    }
    #expect(try network.pooled(map, []).shape == [0, 4800])
    #expect(throws: ShapeError.self) {
      try network.pooled(map.reshaped([96, 11, 13]), windows)
    }
  }

  @Test func aRegionComesFromTheScaleWhereItIsAsLargeAsACrop() throws {
    let detector = try Self.detector()
    let image = try Image(width: 192, height: 144, color: .red)
    let maps = try detector.maps(of: image)
    #expect(maps.map(\.scale) == [72, 108, 144, 216, 288])
    #expect(
      maps.map { $0.map.shape } == [
        [1, 96, 18, 24], [1, 96, 27, 36], [1, 96, 36, 48], [1, 96, 54, 72], [1, 96, 72, 96],
      ])
    for (side, scale) in [
      (64, 72), (43, 108), (32, 144), (22, 216), (16, 288), (4, 288), (140, 72),
    ] {
      let box = Box(x: 2, y: 2, width: Float(side), height: Float(side))
      #expect(maps[detector.mapIndex(for: box, among: maps)].scale == scale, "\(side)")
    }
  }

  // Oracle: one proposal at a time, through the network by hand.
  @Test func aDetectionIsItsProposalPooledScoredAndMoved() throws {
    let image = try SelectiveSearchTests.picture()
    let detector = try Self.detector {
      $0.leastScore = 0
      $0.suppression = 1
    }
    let boxes = [Box(x1: 8, y1: 10, x2: 24, y2: 30), Box(x1: 2, y1: 3, x2: 50, y2: 40)]
    let maps = try detector.maps(of: image)
    for box in boxes {
      let found = try detector.detections(among: [box], in: image)
      #expect(found.count == 8)
      let map = maps[detector.mapIndex(for: box, among: maps)]
      let pooled = try detector.network.pooled(map.map, [map.window(of: box)])
      let (margins, offsets) = try detector.network.answers(pooled: pooled)
      for detection in found {
        let margin = try margins[0, detection.classIndex - 1].item()
        let score = 1 / (1 + (try Tensor([-4 * margin]).exp().values[0]))
        #expect(abs(detection.score - score) < 1e-5)
        let first = 4 * (detection.classIndex - 1)
        let offset = try (first..<first + 4).map { try offsets[0, $0].item() }
        let moved = BoxCodec.plain.decode(
          BoxOffset(dx: offset[0], dy: offset[1], dw: offset[2], dh: offset[3]), from: box
        ).clipped(width: 60, height: 44)
        #expect(detection.box.iou(with: moved) > 0.9999)
      }
    }
  }

  // Regions of several scales, more than a batch holds, in their own order.
  @Test func batchesAnswerLikeSingleRegions() throws {
    let image = try SelectiveSearchTests.picture()
    let boxes: [Box] = (0..<300).map { i in
      let (width, height) = (8 + Float(i % 31), 9 + Float(i % 23))
      return Box(x: Float(i % 20), y: Float(i % 11), width: width, height: height)
    }
    let detector = try Self.detector()
    let maps = try detector.maps(of: image)
    #expect(Set(boxes.map { detector.mapIndex(for: $0, among: maps) }).count > 2)
    let all = try detector.features(of: boxes, on: maps)
    #expect(all.vectors.shape == [300, 128] && all.maps.shape == [300, 4800])
    for index in [0, 63, 255, 256, 299] {
      let one = try detector.features(of: [boxes[index]], on: maps)
      #expect(try one.maps.values == all.maps[index].values)
      for (a, b) in zip(one.vectors.values, try all.vectors[index].values) {
        #expect(abs(a - b) < 1e-4)
      }
    }
  }

  @Test func theTraceEndsInTheDetections() throws {
    let image = try SelectiveSearchTests.picture()
    let detector = try Self.detector { $0.leastScore = 0.3 }
    let detections = try detector.detections(in: image)
    let trace = try detector.trace(in: image)
    #expect(detections.count > 2 && trace.candidates.count > detections.count)
    #expect(trace.kept.map(\.detection) == detections)
    #expect(try trace.placeCount == detector.proposals(in: image).count)
    let first = try #require(trace.candidates.first)
    #expect(first.facts.map(\.name) == ["proposal", "scale", "cells", "margin", "offsets"])
  }

  @Test func withoutProposalsOrPixelsNothingIsFound() throws {
    let image = try SelectiveSearchTests.picture()
    let detector = try Self.detector()
    #expect(try detector.detections(among: [], in: image).isEmpty)
    #expect(try detector.features(of: [], in: image).vectors.shape == [0, 128])
    // Smaller than the stride, and far longer than high.
    for (width, height) in [(3, 2), (1, 1), (400, 1)] {
      let dot = try Image(width: width, height: height, color: .red)
      #expect(try detector.detections(in: dot).isEmpty)
      let whole = Box(x1: 0, y1: 0, x2: Float(width), y2: Float(height))
      #expect(try detector.features(of: [whole], in: dot).maps.shape == [1, 4800])
    }
    // No machine believes in anything: no detection.
    let sceptic = try Self.detector { $0.leastScore = 1 }
    #expect(try sceptic.detections(in: image).isEmpty)
  }

  @Test func weightsOfAnotherModelOrOtherClassesAreRefused() throws {
    let network = try Self.network()
    #expect(throws: LoadError.self) { try PastureSPPnet(weights: [:]) }
    var weights = network.stateDictionary
    weights["svm.weight"] = try Tensor.zeros([20, 128])
    weights["stranger"] = try Tensor.zeros([1])
    weights["fc7.bias"] = nil
    let error = #expect(throws: LoadError.self) { try PastureSPPnet(weights: weights) }
    let words = error.map { "\($0)" } ?? ""
    for name in ["svm.weight", "stranger", "fc7.bias", "[20, 128]", "[8, 128]"] {
      #expect(words.contains(name), "\(words)")
    }
    #expect(throws: LoadError.self) {
      try PastureSPPnet(
        weights: network.stateDictionary, classNames: ["background", "sheep", "dog"])
    }
    var generator = SeededGenerator(seed: 1)
    #expect(throws: ShapeError.self) {
      try PastureSPPnet(classNames: ["background"], using: &generator)
    }
    // All or nothing: what was there stays.
    let before = network.fc6.weight.value.values
    #expect(throws: LoadError.self) { try network.load(weights) }
    #expect(network.fc6.weight.value.values == before)
  }

  @Test func badOptionsAreRefused() throws {
    for change in [
      { $0.proposalLimit = 0 }, { $0.leastScore = 2 }, { $0.suppression = .nan },
    ] as [(inout RCNNOptions) -> Void] {
      #expect(throws: ShapeError.self) { try Self.detector(change) }
    }
    let network = try Self.network()
    for scales in [[], [0], [144, -1], [20_000]] {
      #expect(throws: ShapeError.self) { try SPPnetDetector(network: network, scales: scales) }
    }
    let detector = try Self.detector()
    let image = try SelectiveSearchTests.picture()
    #expect(throws: BoxError.self) {
      try detector.detections(among: [Box(x1: 0, y1: 0, x2: .nan, y2: 3)], in: image)
    }
    #expect(throws: ShapeError.self) {
      try network.set(LinearSVM(weight: [1], bias: 0), forClass: 1)
    }
  }

  // The classifier's convolutions, and nothing else of it.
  @Test func theTrunkIsTakenOver() throws {
    let (network, classifier) = (try Self.network(), try PastureClassifierTests.model())
    try network.takeOver(classifier)
    for (name, value) in classifier.trunk.stateDictionary {
      #expect(network.stateDictionary["features.\(name)"]?.values == value.values)
    }
  }
}

@Suite struct LocalResponseNormalizationTests {
  @Test func itIsWhatItsFormulaSays() throws {
    var generator = SeededGenerator(seed: 1)
    let x = try Tensor.uniform([2, 3, 4, 5], in: -200..<200, using: &generator)
    let y = try LocalResponseNormalization(size: 3, alpha: 0.001, beta: 0.75)(x)
    for (n, c, row, column) in [(0, 0, 0, 0), (1, 2, 3, 4), (0, 1, 2, 2), (1, 0, 0, 3)] {
      var squares: Float = 0
      for r in max(0, row - 1)...min(3, row + 1) {
        for k in max(0, column - 1)...min(4, column + 1) {
          let value = try x[n, c, r, k].item()
          squares += value * value
        }
      }
      let divisor = try Tensor([1 + 0.001 * squares / 9]).power(0.75).values[0]
      let expected = try x[n, c, row, column].item() / divisor
      #expect(abs(try y[n, c, row, column].item() - expected) < 1e-3 * abs(expected))
    }
    #expect(throws: ShapeError.self) { try LocalResponseNormalization(size: 2) }
  }
}
