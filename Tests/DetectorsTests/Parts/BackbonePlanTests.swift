import Layers
import Tensors
import Testing

@testable import Detectors

/// Plans of the networks of published size, on small pictures.
@Suite struct BackbonePlanTests {
  /// Statistics and scales as if trained: batch norm does something, and nothing explodes.
  private func unsettle(_ network: any Layer, _ random: inout SeededGenerator) throws {
    for named in network.namedParameters() {
      let shape = named.parameter.value.shape
      if named.name.hasSuffix("running_var") {
        named.parameter.value = try .uniform(shape, in: 0.7..<1.5, using: &random)
      } else if named.name.hasSuffix("running_mean") || named.name.hasSuffix("bias") {
        named.parameter.value = try .normal(shape, deviation: 0.1, using: &random)
      } else if named.role == .scale {
        named.parameter.value = try .uniform(shape, in: 0.3..<0.7, using: &random)
      }
    }
  }

  private func check(
    _ plan: InferencePlan, _ shape: [Int], _ random: inout SeededGenerator,
    _ eager: (Tensor) throws -> [Tensor]
  ) throws {
    let picture = try Tensor.normal(shape, using: &random)
    let expected = try withoutGradient { try eager(picture) }
    let found: [Tensor] = try plan([picture])
    #expect(found.map(\.shape) == expected.map(\.shape))
    for (found, expected) in zip(found, expected) {
      let largest = expected.values.reduce(0) { max($0, abs($1)) }
      #expect(largest > 0 && largest.isFinite)
      let difference = zip(found.values, expected.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference <= 1e-4 * largest, "\(difference / largest)")
    }
  }

  /// Trunks, and the number of steps that remain: a convolution or a pooling each.
  static let trunks: [(any ImageClassifier.Type, [Int], Int)] = [
    (AlexNet.self, [1, 3, 96, 128], 8), (VGG16.self, [1, 3, 64, 96], 18),
    (ResNet50.self, [2, 3, 64, 96], 54), (Darknet19.self, [1, 3, 64, 96], 23),
    (Darknet53.self, [1, 3, 64, 96], 52),
  ]

  @Test(arguments: trunks)
  func planMatchesTheTrunk(
    network: any ImageClassifier.Type, shape: [Int], steps: Int
  ) throws {
    var random = SeededGenerator(seed: 6)
    // The classes' huge linear layers add nothing here.
    var maker = LayerMaker.withoutWeights
    let trunk = try network.init(classCount: 2, maker: &maker).trunk
    for named in trunk.namedParameters() where named.role == .weight {
      let shape = named.parameter.value.shape
      let fan = Float(shape.dropFirst().reduce(1, *))
      named.parameter.value = try .normal(
        shape, deviation: (2 / fan).squareRoot(), using: &random)
    }
    try unsettle(trunk, &random)
    let plan = try trunk.planned(inputShape: shape)
    #expect(plan.table().rows.count == steps, "\(plan.table())")
    try check(plan, shape, &random) { [try trunk($0)] }
  }

  @Test func planMatchesYOLOv3() throws {
    var random = SeededGenerator(seed: 7)
    let network = try YOLOv3Network(using: &random)
    try unsettle(network, &random)
    let plan = try network.planned(inputShape: [1, 3, 64, 96])
    #expect(plan.outputShapes.count == 3)
    // 75 convolutions, 2 upsamplings; concatenations and shortcuts are no steps of their own.
    #expect(plan.table().rows.count == 77, "\(plan.table())")
    #expect(plan.table().rows[0].name == "backbone.conv1.conv")
    #expect(plan.arenaBytes < plan.activationBytes)
    try check(plan, [1, 3, 64, 96], &random) { try network($0) }
  }
}
