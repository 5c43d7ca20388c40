import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct SSDTrunkTests {
  static func empty() throws -> SSDVGG16Trunk {
    var maker = LayerMaker.withoutWeights
    return try SSDVGG16Trunk(maker: &maker)
  }

  @Test func answersSixMaps() throws {
    let trunk = try Self.empty()
    #expect(trunk.forgottenParameters().isEmpty)
    let shapes = try trunk(Tensor.zeros(SSDVGG16Trunk.inputShape)).map(\.shape)
    #expect(
      shapes == [
        [1, 512, 38, 38], [1, 1024, 19, 19], [1, 512, 10, 10], [1, 256, 5, 5], [1, 256, 3, 3],
        [1, 256, 1, 1],
      ])
  }

  @Test func namesAreTorchvisions() throws {
    let names = try Self.empty().namedParameters().map(\.name)
    #expect(names.first == "scale_weight")
    #expect(names.contains("features.21.bias"))
    #expect(!names.contains("features.24.weight"))
    for name in [
      "extra.0.1.weight", "extra.0.5.weight", "extra.0.7.1.weight", "extra.0.7.3.bias",
      "extra.4.2.weight",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    #expect(names.count == 1 + 2 * (13 + 2 + 8))
  }

  @Test func normalizesEachCell() throws {
    let layer = try ChannelNormalization(channels: 2, scale: 10)
    let x = try Tensor([3, 0, 4, 0], shape: [1, 2, 1, 2])  // cells (3, 4) and (0, 0)
    let y = try layer(x)
    #expect(y.values == [6, 0, 8, 0])
    let parameter = Parameter(x)
    try layer(parameter.tracked).sum().backward()
    let gradient = try #require(parameter.gradient?.values)
    #expect(gradient.allSatisfy { $0.isFinite })
    // d(Σ x / |x|)/dx = 1/|x| − x Σx/|x|³ = 1/5 − 3·7/125
    #expect(abs(gradient[0] - 10 * (0.2 - 21 / 125)) < 1e-5)
  }

  @Test func aPictureTooSmallNamesTheLayer() throws {
    let trunk = try Self.empty()
    let error = #expect(throws: ShapeError.self) { try trunk(Tensor.zeros([1, 3, 267, 300])) }
    #expect(error?.operation.hasPrefix("extra.4.2") == true, "\(String(describing: error))")
  }
}
