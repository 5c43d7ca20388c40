import Boxes
import Layers
import Tensors
import Testing

@testable import Detectors

/// The published YOLOv3 as a detector. Its network is held against libdarknet elsewhere.
@Suite struct YOLOv3BoxesTests {
  static func network(classes: Int) throws -> YOLOv3Network {
    var maker = LayerMaker.withoutWeights
    return try YOLOv3Network(classCount: classes, maker: &maker)
  }

  @Test func itSpeaksOf10647Boxes() throws {
    let network = try Self.network(classes: 80)
    #expect(try network.layout.boxCount(width: 416, height: 416) == 10647)
    #expect(network.layout.numbersPerBox * 3 == 255)
    #expect(network.classNames.count == 80 && !network.classNames.contains("N/A"))
    #expect(network.classNames.first == "person" && network.classNames.last == "toothbrush")
    #expect(try Self.network(classes: 2).classNames == ["class 0", "class 1"])
  }

  /// The same raw numbers, as `[yolo]` sections with yolov3.cfg's anchors and masks read them.
  @Test func itsMapsAreReadAsDarknetReadsThem() throws {
    var generator = SeededGenerator(seed: 5)
    let layout = try Self.network(classes: 2).layout
    let (width, height) = (64, 96)
    var maps: [Tensor] = []
    var expected: [DarknetCandidate] = []
    let placement = DarknetPlacement(
      pictureWidth: width, pictureHeight: height, width: width, height: height, framing: .letterbox)
    for (scale, mask) in zip(layout.scales, ["6,7,8", "3,4,5", "0,1,2"]) {
      let (rows, columns) = (height / scale.stride, width / scale.stride)
      maps.append(try Tensor.uniform([1, 21, rows, columns], using: &generator) * 6 - 3)
      let blueprint = try DarknetBlueprint(
        DarknetConfiguration(
          text: """
            [net]
            width=\(columns)
            height=\(rows)
            channels=21
            [yolo]
            mask=\(mask)
            anchors=10,13, 16,30, 33,23, 30,61, 62,45, 59,119, 116,90, 156,198, 373,326
            num=9
            classes=2

            """))
      let layer = try #require(blueprint.layers.last)
      if case .yolo(let kind) = layer.kind {
        let output = try DarknetYOLOHead(kind: kind)(maps[maps.count - 1])
        let decoder = DarknetDecoder(placement: placement, threshold: 0.5)
        expected += decoder.candidates(output, of: layer)
      }
    }
    expected.sort { $0.objectness > $1.objectness }
    let found = try layout.predictions(maps, objectness: 0.5).filter {
      $0.scores.contains { $0 > 0.5 }
    }
    #expect(found.count == expected.count && found.count > 20)
    for (prediction, candidate) in zip(found, expected) {
      #expect(abs(prediction.objectness - candidate.objectness) < 1e-6)
      #expect(prediction.box.iou(with: candidate.box) > 0.9999)
      let scores = prediction.scores.enumerated().filter { $0.element > 0.5 }
      #expect(scores.map(\.offset) == candidate.scores.map(\.classIndex))
    }
  }
}
