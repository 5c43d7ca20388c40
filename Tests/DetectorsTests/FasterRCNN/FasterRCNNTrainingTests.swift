import Boxes
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct FasterRCNNTrainingTests {
  static func network(seed: Int = 1) throws -> PastureFasterRCNN {
    var generator = SeededGenerator(seed: seed)
    return try PastureFasterRCNN(using: &generator)
  }

  static let things = [Box(x1: 10, y1: 10, x2: 38, y2: 34), Box(x1: 50, y1: 20, x2: 64, y2: 48)]

  static func truths() throws -> [PictureTruths] {
    [try PictureTruths(boxes: things, classes: [2, 1]), try PictureTruths(boxes: [], classes: [])]
  }

  static func pass(
    _ network: PastureFasterRCNN, _ x: Tensor, _ truths: [PictureTruths], seed: Int = 3
  ) throws -> FasterRCNNTrainingPass {
    var training = try FasterRCNNTraining()
    training.anchors = try AnchorSampler(count: 64)
    training.regions = try RegionSampler(count: 32)
    training.selection.mostPerLevel = 60
    training.selection.mostKept = 40
    var generator = SeededGenerator(seed: seed)
    return try network.trainingPass(x, truths: truths, training, using: &generator)
  }

  @Test func shapesAndNames() throws {
    let network = try Self.network()
    #expect(network.forgottenParameters().isEmpty)
    #expect(network.parameterCount < 1_000_000)
    let maps = try network.maps(Tensor.zeros([1, 3, 144, 192]))
    #expect(maps.map(\.shape) == [[1, 64, 36, 48], [1, 64, 18, 24], [1, 64, 9, 12]])
    let proposed = try network.proposalMaps(maps)
    #expect(proposed.map(\.logits.shape) == [[1, 6, 36, 48], [1, 6, 18, 24], [1, 6, 9, 12]])
    #expect(proposed.map(\.offsets.shape[1]) == [24, 24, 24])
    let answers = try network.answers(maps: maps, regions: [Self.things])
    #expect(answers.logits.shape == [2, 9] && answers.offsets.shape == [2, 36])
    let names = network.namedParameters().map(\.name)
    for name in [
      "backbone.body.0.weight", "backbone.body.19.weight", "backbone.fpn.inner_blocks.2.weight",
      "backbone.fpn.layer_blocks.0.bias", "rpn.head.conv.weight", "rpn.head.cls_logits.bias",
      "roi_heads.box_head.fc6.weight", "roi_heads.box_predictor.bbox_pred.weight",
    ] { #expect(names.contains(name), "\(name)") }
  }

  @Test func theClassifiersTrunkIsTakenOver() throws {
    let network = try Self.network()
    let before = network.stateDictionary
    var generator = SeededGenerator(seed: 2)
    let classifier = try PastureClassifier(using: &generator)
    try network.takeOver(classifier)
    let after = network.stateDictionary
    #expect(
      after["backbone.body.11.weight"]?.values
        == classifier.stateDictionary["features.11.weight"]?.values)
    #expect(after["backbone.body.15.weight"]?.values == before["backbone.body.15.weight"]?.values)
    #expect(
      after["backbone.body.11.weight"]?.values != before["backbone.body.11.weight"]?.values)
  }

  /// Anchors lie around the middle of their cells, whole over the picture.
  @Test func anchorsOfThePasture() throws {
    let network = try Self.network()
    let maps = try network.maps(Tensor.zeros([1, 3, 144, 192]))
    let grids = try network.anchors(height: 144, width: 192, maps: maps)
    #expect(grids.map(\.strideX) == [4, 8, 16] && grids.map(\.strideY) == [4, 8, 16])
    for grid in grids {
      #expect(grid.anchors.count == 6)
      #expect(grid.anchors.allSatisfy { $0.centerX == Float(grid.strideX) / 2 })
      #expect(grid.anchors.allSatisfy { $0.centerY == Float(grid.strideY) / 2 })
    }
    let count = try zip(grids, maps).reduce(0) {
      $0 + (try $1.0.boxes(rows: $1.1.shape[2], columns: $1.1.shape[3]).count)
    }
    #expect(count == 6 * (36 * 48 + 18 * 24 + 9 * 12))
  }

  @Test func whatAStepGoesThrough() throws {
    var generator = SeededGenerator(seed: 4)
    let x = try Tensor.normal([2, 3, 48, 64], using: &generator)
    let network = try Self.network()
    let pass = try Self.pass(network, x, Self.truths())
    #expect(pass.losses.map(\.name) == ["objectness", "proposals", "classes", "boxes"])
    #expect(try pass.losses.allSatisfy { try $0.value.item().isFinite && $0.value.shape == [] })
    #expect(pass.anchors.count == 6 * (12 * 16 + 6 * 8 + 3 * 4))
    #expect(pass.maps.map(\.shape) == [[2, 64, 12, 16], [2, 64, 6, 8], [2, 64, 3, 4]])
    #expect(pass.anchorSamples.map(\.count) == [64, 64])
    #expect(pass.anchorSamples[0].positives.count >= 2 && pass.anchorSamples[1].positives == [])
    // The positives' offsets lead from their anchors to the things.
    for (index, offset) in zip(pass.anchorSamples[0].positives, pass.anchorSamples[0].offsets) {
      let box = BoxCodec.plain.decode(offset, from: pass.anchors[index])
      #expect(Self.things.contains { $0.iou(with: box) > 0.999 })
    }
    #expect(pass.proposals.count == 2 && pass.proposals.allSatisfy { $0.count <= 40 })
    #expect(pass.samples[1].classes.allSatisfy { $0 == 0 })
    #expect(pass.answers.logits.shape == [pass.samples.reduce(0) { $0 + $1.boxes.count }, 9])
    // The true boxes are proposals, too.
    #expect(Set(pass.samples[0].truths.compactMap { $0 }) == [0, 1])
    // The same generator, the same step.
    let again = try Self.pass(network, x, Self.truths())
    #expect(try again.losses.map { try $0.value.item() } == pass.losses.map { try $0.value.item() })
    #expect(again.samples.map(\.boxes) == pass.samples.map(\.boxes))
  }

  /// Each loss reaches its own head, and the trunk; none reaches the other stage's.
  @Test(arguments: 0..<4)
  func whomEachLossTeaches(loss: Int) throws {
    var generator = SeededGenerator(seed: 4)
    let network = try Self.network()
    let x = try Tensor.normal([1, 3, 48, 64], using: &generator)
    try Self.pass(network, x, [Self.truths()[0]]).losses[loss].value.backward()
    var learning: Set<String> = []
    for named in network.trainedParameters() where named.parameter.gradient != nil {
      guard try named.parameter.gradient?.abs().max().item() ?? 0 > 0 else { continue }
      learning.insert(named.name)
    }
    let own = [
      "rpn.head.cls_logits.weight", "rpn.head.bbox_pred.weight",
      "roi_heads.box_predictor.cls_score.weight", "roi_heads.box_predictor.bbox_pred.weight",
    ]
    for (index, name) in own.enumerated() {
      #expect(learning.contains(name) == (index == loss), "\(name)")
    }
    #expect(learning.contains("rpn.head.conv.weight") == (loss < 2))
    #expect(learning.contains("roi_heads.box_head.fc6.weight") == (loss >= 2))
    #expect(learning.contains("backbone.body.0.weight"))
  }

  @Test func truthsThatAreNone() throws {
    #expect(throws: BoxError.self) { try PictureTruths(boxes: Self.things, classes: [1]) }
    #expect(throws: BoxError.self) { try PictureTruths(boxes: Self.things, classes: [1, 0]) }
    #expect(throws: BoxError.self) {
      try PictureTruths(boxes: [Box(x1: 3, y1: 3, x2: 3, y2: 9)], classes: [1])
    }
    let network = try Self.network()
    let one = try Tensor.zeros([1, 3, 48, 64])
    #expect(throws: ShapeError.self) { try Self.pass(network, one, Self.truths()) }
    #expect(throws: ShapeError.self) {
      try Self.pass(network, Tensor.zeros([3, 48, 64]), [Self.truths()[0]])
    }
    // Nothing to see, and too small to see: no NaN, no trap.
    let empty = try Self.pass(network, one, [Self.truths()[1]])
    #expect(try empty.losses[1].value.item() == 0 && empty.losses[3].value.item() == 0)
    #expect(throws: ShapeError.self) {
      try Self.pass(network, Tensor.zeros([1, 3, 1, 1]), [Self.truths()[1]])
    }
  }
}
