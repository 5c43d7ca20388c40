import Boxes
import Foundation
import Layers
import Tensors
import Testing

@testable import Detectors

/// What torchvision computed: `Tests/Oracles/mask_keypoint.py`.
struct MaskKeypointFixture: Decodable {
  let maskHead, keypointHead: Head
  let masks: Masks
  let boxes: Numbers
  let matched: [Int]
  let maskTargets: [String: Numbers]
  let maskLoss: Loss
  let maskProbabilities: Numbers
  let pasting: Pasting
  let keypointTargets: Targets
  let keypointLoss: Loss
  let decoding: Decoding

  struct Numbers: Decodable {
    let shape: [Int]
    let values: [Float]
    func tensor() throws -> Tensor { try Tensor(values, shape: shape) }
  }
  struct Head: Decodable {
    let input, output, upstream, gradient: Numbers
    let parameters: [String: Numbers]
    let names: [String]
  }
  struct Masks: Decodable {
    let height, width: Int
    let masks: Numbers
  }
  struct Loss: Decodable {
    let logits, loss, gradient: Numbers
    let classes: [Int]?
  }
  struct Pasting: Decodable {
    let rows: [Int]
    let masks, pasted: Numbers
  }
  struct Targets: Decodable {
    let people: Numbers
    let size: Int
    let targets: [Int]
  }
  struct Decoding: Decodable {
    let maps, places, scores: Numbers
  }

  static func load() throws -> MaskKeypointFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/mask-keypoint.json")
    return try JSONDecoder().decode(MaskKeypointFixture.self, from: Data(contentsOf: file))
  }

  var boxList: [Box] {
    stride(from: 0, to: boxes.values.count, by: 4).map {
      let v = boxes.values
      return Box(x1: v[$0], y1: v[$0 + 1], x2: v[$0 + 2], y2: v[$0 + 3])
    }
  }

  /// The true mask of each box.
  func maskList() throws -> [Mask] {
    let (width, height) = (masks.width, masks.height)
    return try matched.map { thing in
      try Mask(
        width: width, height: height,
        pixels: masks.masks.values[thing * width * height..<(thing + 1) * width * height]
          .map { $0 > 0.5 })
    }
  }

  /// The true joints of each box.
  func jointList(_ count: Int) -> [[PlacedKeypoint]] {
    let joints = keypointTargets.people.shape[1]
    return matched.prefix(count).map { person in
      (0..<joints).map { joint in
        let at = 3 * (person * joints + joint)
        let values = keypointTargets.people.values
        return PlacedKeypoint(
          x: values[at], y: values[at + 1],
          visibility: values[at + 2] > 0 ? .visible : .unlabelled)
      }
    }
  }
}

/// Heads, targets, losses, pasting and decoding equal torchvision's, forward and backward.
@Suite struct MaskKeypointParityTests {
  private func expectClose(
    _ found: Tensor, _ expected: MaskKeypointFixture.Numbers, _ name: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.shape == expected.shape, name, sourceLocation: sourceLocation)
    let largest = max(1e-6, expected.values.reduce(0) { max($0, abs($1)) })
    let difference = zip(found.values, expected.values).reduce(Float(0)) {
      max($0, abs($1.0 - $1.1))
    }
    #expect(difference <= 1e-5 * largest, name, sourceLocation: sourceLocation)
  }

  private func check(_ head: some TensorLayer, _ fixture: MaskKeypointFixture.Head) throws {
    try head.setReproducibleWeights()
    #expect(head.namedParameters().map(\.name) == fixture.names)
    let input = Parameter(try fixture.input.tensor())
    let output = try head(input.tracked)
    expectClose(output, fixture.output, "output")
    try (output * fixture.upstream.tensor()).sum().backward()
    expectClose(try #require(input.gradient), fixture.gradient, "gradient of the input")
    for named in head.namedParameters() {
      guard let expected = fixture.parameters[named.name] else { continue }
      expectClose(
        try #require(named.parameter.gradient), expected, "gradient of \(named.name)")
    }
    #expect(!fixture.parameters.isEmpty)
  }

  @Test func maskHead() throws {
    var maker = LayerMaker.withoutWeights
    let head = try MaskHead(inputs: 3, widths: [4, 6], reduced: 5, classCount: 3, maker: &maker)
    try check(head, MaskKeypointFixture.load().maskHead)
    #expect(try head(Tensor.zeros([0, 3, 5, 5])).shape == [0, 3, 10, 10])
  }

  @Test func keypointHead() throws {
    var maker = LayerMaker.withoutWeights
    let head = try KeypointHead(inputs: 3, widths: [4, 6], jointCount: 2, maker: &maker)
    try check(head, MaskKeypointFixture.load().keypointHead)
    #expect(try head(Tensor.zeros([0, 3, 5, 5])).shape == [0, 2, 20, 20])
  }

  /// As many parameters as torchvision's heads have.
  @Test func publishedSizes() throws {
    var maker = LayerMaker.withoutWeights
    #expect(try MaskHead(inputs: 256, classCount: 91, maker: &maker).parameterCount == 2_646_107)
    #expect(try KeypointHead(inputs: 256, maker: &maker).parameterCount == 17_838_097)
  }

  @Test(arguments: [4, 7]) func targetsOfMasks(size: Int) throws {
    let fixture = try MaskKeypointFixture.load()
    let targets = try maskTargets(fixture.maskList(), boxes: fixture.boxList, size: size)
    expectClose(targets, try #require(fixture.maskTargets["\(size)"]), "targets of \(size)")
  }

  @Test func lossOfMasks() throws {
    let fixture = try MaskKeypointFixture.load()
    let logits = Parameter(try fixture.maskLoss.logits.tensor())
    let classes = try #require(fixture.maskLoss.classes)
    let loss = try maskLoss(
      logits.tracked, classes: classes, targets: #require(fixture.maskTargets["4"]).tensor())
    expectClose(loss, fixture.maskLoss.loss, "loss")
    try loss.backward()
    expectClose(try #require(logits.gradient), fixture.maskLoss.gradient, "gradient")
    expectClose(
      try maskProbabilities(logits.value, classes: classes), fixture.maskProbabilities, "sigmoid")
  }

  @Test func pasting() throws {
    let fixture = try MaskKeypointFixture.load()
    let (width, height) = (fixture.masks.width, fixture.masks.height)
    let small = try fixture.pasting.masks.tensor()
    let expected = try fixture.pasting.pasted.tensor()
    let boxes = fixture.pasting.rows.map { fixture.boxList[$0] }
    for (row, box) in boxes.enumerated() {
      let pasted = try small[row].pasted(in: box, width: width, height: height)
      let truth = try expected[row]
      let difference = try (pasted - truth).abs().max().item()
      #expect(difference < 1e-5, "box \(box)")
      // The same pixels as runs: nothing of the fixture is so near to ½ that rounding decides.
      let margin = try (truth - 0.5).abs().min().item()
      #expect(margin > 1e-5)
      let mask = try small[row].pastedMask(in: box, width: width, height: height)
      #expect(mask.mask.bits == truth.values.map { $0 >= 0.5 ? 1 : 0 }, "box \(box)")
    }
    let masks = try pastedMasks(small, boxes: boxes, width: width, height: height)
    #expect(masks.map(\.area).contains { $0 > 0 })
    #expect(
      try masks[3] == small[3].pastedMask(in: boxes[3], width: width, height: height))
  }

  @Test func targetsOfKeypoints() throws {
    let fixture = try MaskKeypointFixture.load()
    let targets = try keypointTargets(
      fixture.jointList(.max), boxes: fixture.boxList, size: fixture.keypointTargets.size)
    #expect(targets.map { $0 ?? -1 } == fixture.keypointTargets.targets)
  }

  @Test func lossOfKeypoints() throws {
    let fixture = try MaskKeypointFixture.load()
    let logits = Parameter(try fixture.keypointLoss.logits.tensor())
    let count = logits.value.shape[0]
    let targets = try keypointTargets(
      fixture.jointList(count), boxes: Array(fixture.boxList.prefix(count)), size: 8)
    let loss = try keypointLoss(logits.tracked, targets: targets)
    expectClose(loss, fixture.keypointLoss.loss, "loss")
    try loss.backward()
    expectClose(try #require(logits.gradient), fixture.keypointLoss.gradient, "gradient")
  }

  @Test func decodingOfKeypoints() throws {
    let fixture = try MaskKeypointFixture.load()
    let found = try decodedKeypoints(fixture.decoding.maps.tensor(), boxes: fixture.boxList)
    let joints = found.flatMap { $0 }
    let places: [Float] = joints.flatMap { [$0.x, $0.y, 1] }
    expectClose(
      try Tensor(places, shape: fixture.decoding.places.shape), fixture.decoding.places, "places")
    expectClose(
      try Tensor(joints.map(\.score), shape: fixture.decoding.scores.shape),
      fixture.decoding.scores, "scores")
  }
}
