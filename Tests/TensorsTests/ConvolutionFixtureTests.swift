import Foundation
import Testing

@testable import Tensors

/// Our products and convolutions against PyTorch's, values and gradients, on every set of kernels.
/// The fixtures' names carry the options: see `Tests/Oracles/convolution_fixtures.py`.
@Suite struct ConvolutionFixtureTests {
  @Test(arguments: (Kernels.supported + [.reference]).map(\.name))
  func everyFixtureIsMatched(kernels: String) throws {
    let fixtures = try Fixture.load("convolution")
    #expect(fixtures.count == 39)
    try #require(Kernels.named(kernels)).use {
      for name in fixtures.keys.sorted() {
        try FixtureCase("\(name)", tolerance: 2e-5) { try Self.run(name, $0) }
          .check(against: fixtures)
      }
    }
  }

  /// Calls the operation that a fixture's name describes.
  static func run(_ name: String, _ x: [Tensor]) throws -> Tensor {
    func option(_ label: String) throws -> Int {
      let words = name.components(separatedBy: " \(label) ")
      return try #require(Int(words.last?.prefix { $0.isNumber } ?? ""), "\(label) in \(name)")
    }
    let bias = x.count > 2 ? x[2] : nil
    switch name.prefix(while: { $0 != " " }) {
    case "matmul": return try matmul(x[0], x[1])
    case "linear": return try linear(x[0], x[1], bias: bias)
    case "conv2D":
      return try conv2D(
        x[0], x[1], bias: bias, stride: option("stride"), padding: option("padding"),
        dilation: option("dilation"), groups: option("groups"))
    default:
      let plain = name.replacingOccurrences(of: "output padding", with: "extra")
      let padding = plain.components(separatedBy: " padding ").last?.prefix { $0.isNumber }
      return try convTranspose2D(
        x[0], x[1], bias: bias, stride: option("stride"),
        padding: #require(Int(padding ?? "")), outputPadding: option("output padding"),
        dilation: option("dilation"), groups: option("groups"))
    }
  }
}
