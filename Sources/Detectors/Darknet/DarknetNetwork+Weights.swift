// O channels out, C in, G groups, K×K kernel.

import Layers
import Tensors

extension DarknetBlueprint {
  /// The parameters as a `.weights` file has them, one after the other: of a layer the bias (a batch
  /// norm's shift), the batch norm's scale, mean and variance, the weights; of a connected one the
  /// weights before the batch norm.
  ///
  /// - Source: Darknet, `src/parser.c`, `save_weights_upto`.
  public var fileOrder: [(layer: String, name: String, shape: [Int])] {
    layers.flatMap { layer in
      Self.parameters(layer).map { name, shape in
        ("layer \(layer.number) [\(layer.section)]", "\(layer.number).\(name)", shape)
      }
    }
  }

  private static func parameters(_ layer: Layer) -> [(name: String, shape: [Int])] {
    func norm(_ channels: Int) -> [(name: String, shape: [Int])] {
      ["bn.weight", "bn.running_mean", "bn.running_var"].map { ($0, [channels]) }
    }
    switch layer.kind {
    case .convolutional(let kind):
      let filters = kind.filters
      let weight = [filters, layer.input.channels / kind.groups, kind.size, kind.size]
      return kind.normalizes
        ? [("bn.bias", [filters])] + norm(filters) + [("conv.weight", weight)]
        : [("conv.bias", [filters]), ("conv.weight", weight)]
    case .connected(let kind):
      let weight = [kind.outputs, layer.input.count]
      return kind.normalizes
        ? [("bn.bias", [kind.outputs]), ("linear.weight", weight)] + norm(kind.outputs)
        : [("linear.bias", [kind.outputs]), ("linear.weight", weight)]
    case .local(let kind):
      let (height, width) = (layer.output.height, layer.output.width)
      let window = layer.input.channels * kind.size * kind.size
      return [
        ("bias", [kind.filters, height, width]),
        ("weight", [height * width, kind.filters, window]),
      ]
    default: return []
    }
  }
}

extension DarknetNetwork {
  /// The parameters as a `.weights` file has them, one after the other.
  public var fileOrder: [(layer: String, name: String, shape: [Int])] { blueprint.fileOrder }

  /// Takes over all the numbers of a `.weights` file, or none.
  ///
  /// - Parameter values: by the names of `fileOrder`, as the file has them.
  /// - Throws: `LoadError` with all that is missing, extra or misshapen.
  public func load(darknet values: [String: Tensor]) throws {
    try load(
      values.merging(
        try variances(values) { DarknetConvolution.variance(fromDarknet: $0) }
      ) { _, new in new })
  }

  /// All the numbers, as a `.weights` file has them: by the names of `fileOrder`.
  public func darknetValues() throws -> [String: Tensor] {
    let values = stateDictionary
    return values.merging(
      try variances(values) { DarknetConvolution.variance(toDarknet: $0) }
    ) { _, new in new }
  }

  private func variances(
    _ values: [String: Tensor], _ convert: (Float) -> Float
  ) throws -> [String: Tensor] {
    try values.filter { $0.key.hasSuffix(".running_var") }.mapValues {
      try Tensor($0.values.map(convert), shape: $0.shape)
    }
  }
}

extension DarknetConvolution {
  /// The variance v, as a file of Darknet's has it, for which √v + 10⁻⁶ = √(v′ + ε): the way back
  /// from `variance(fromDarknet:)`, to a float's rounding.
  public static func variance(toDarknet v: Float) -> Float {
    let root = max(0, (Double(v) + Double(epsilon)).squareRoot() - 1e-6)
    return Float(root * root)
  }
}
