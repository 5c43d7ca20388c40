import Boxes
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

/// SPPnet at its published size from the picture to its detections, at five scales, against what
/// `Tests/Oracles/sppnet.py` computed in double precision. (`ParityTests` has one pass, stage by stage.)
@Suite(.serialized) struct SPPnetParityTests {
  typealias Samples = RCNNParityTests.Samples

  struct Found: Decodable {
    let box: [Float]
    let `class`: Int
    let score: Float
  }

  struct Expected: Decodable {
    let boxes: [[Float]]
    /// What the weights of machines and boxes are multiplied by, so that scores spread.
    let machineFactor, boxFactor: Float
    let scales: [Int]
    /// First and last row, first and last column.
    let windows, mapShapes: [[Int]]
    let maps, pyramids, vectors, margins, offsets: [Samples]
    let detections: [Found]
  }

  @Test func fiveScalesAgreeFromThePictureOn() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/sppnet.json")
    let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: path))
    var maker = LayerMaker.withoutWeights
    let network = try SPPnet<ZF5>(classNames: VOCClasses.withBackground, maker: &maker)
    try network.setReproducibleWeights()
    for (layer, factor) in [
      (network.svm, expected.machineFactor), (network.boxes, expected.boxFactor),
    ] {
      for named in layer.namedParameters() {
        named.parameter.value = try named.parameter.value * factor
      }
    }
    let detector = try SPPnetDetector(network: network)
    let image = try Image(Tensor(npy: Reference.path("picture.npy")) / 255)
    let boxes = expected.boxes.map { Box(x1: $0[0], y1: $0[1], x2: $0[2], y2: $0[3]) }
    let maps = try ConvolutionChoice.$current.withValue(.direct) { try detector.maps(of: image) }
    for (index, map) in maps.enumerated() {
      #expect(map.map.shape == expected.mapShapes[index])
      check("map \(map.scale)", map.map, expected.maps[index])
    }
    for (index, box) in boxes.enumerated() {
      let place = detector.mapIndex(for: box, among: maps)
      let window = try maps[place].window(of: box)
      #expect(place == expected.scales[index], "scale of box \(index)")
      #expect(
        [
          window.rows.lowerBound, window.rows.upperBound, window.columns.lowerBound,
          window.columns.upperBound,
        ] == expected.windows[index], "window of box \(index)")
    }
    let features = try detector.features(of: boxes, on: maps)
    let answers = try withoutGradient { try network.answers(pooled: features.maps) }
    for index in boxes.indices {
      try check("pyramid \(index)", features.maps[index], expected.pyramids[index])
      try check("fc7 \(index)", features.vectors[index], expected.vectors[index])
      try check("margins \(index)", answers.margins[index], expected.margins[index])
      try check("offsets \(index)", answers.offsets[index], expected.offsets[index])
    }
    let found = try detector.detections(among: boxes, in: image)
    #expect(found.count == expected.detections.count && found.count > 20)
    // One to one, in whatever order: two of the scores are less than 1e-5 apart.
    for theirs in expected.detections {
      let same = found.filter { mine in
        let box = [mine.box.x1, mine.box.y1, mine.box.x2, mine.box.y2]
        return mine.classIndex == theirs.class && abs(mine.score - theirs.score) < 1e-4
          && zip(box, theirs.box).allSatisfy { abs($0 - $1) < 0.01 }
      }
      #expect(same.count == 1, "\(theirs)")
    }
  }

  private func check(_ name: String, _ found: Tensor, _ expected: Samples) {
    let share = expected.difference(found.values)
    #expect(share <= 1e-4, "\(name)")
    print("parity of sppnet, \(name): \(share)")
  }
}
