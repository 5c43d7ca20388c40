// N pictures, M maps, A default boxes at each cell of a map, D in all, K classes with background.

import Layers
import Tensors

/// What SSD asks of every map: a 3×3 convolution for the classes of the default boxes at each cell, and
/// one for their offsets. No map shares its convolutions with another.
///
/// Names are torchvision's: `classification_head.module_list.0`, `regression_head.module_list.0`, …
///
/// - Source: Liu et al., "SSD", ECCV 2016, §2.1, "Convolutional predictors for detection".
public struct SSDHead: LayerContainer {
  /// Of map m: A·K channels, the K classes of the first default box first.
  public let classification: Sequential
  /// Of map m: 4·A channels: dx, dy, dw, dh of the first default box first.
  public let regression: Sequential
  /// K.
  public let classCount: Int

  /// - Parameters:
  ///   - channels: of each map.
  ///   - counts: default boxes at each cell of each map.
  init(
    channels: [Int], counts: [Int], classCount: Int, maker: inout LayerMaker
  ) throws {
    func convolutions(_ numbers: Int) throws -> Sequential {
      var layers: [any TensorLayer] = []
      for (inputs, count) in zip(channels, counts) {
        layers.append(
          try maker.convolution(
            from: inputs, to: numbers * count, kernel: 3, padding: 1, initializer: .xavierUniform))
      }
      return Sequential(layers)
    }
    self.classCount = classCount
    classification = try convolutions(classCount)
    regression = try convolutions(4)
  }

  public var children: [LayerChild] {
    [
      ("classification_head", ModuleList(layers: classification)),
      ("regression_head", ModuleList(layers: regression)),
    ]
  }

  /// - Parameter maps: M maps `[N, C, H, W]`.
  /// - Returns: logits `[N, D, K]` and offsets `[N, D, 4]`; D in the order of `DefaultBoxes`.
  /// - Throws: `ShapeError` for another number of maps, or of channels.
  public func callAsFunction(_ maps: [Tensor]) throws -> SSDAnswers {
    guard maps.count == classification.count else {
      throw ShapeError(
        operation: "SSDHead", expected: "\(classification.count) maps", found: "\(maps.count)")
    }
    return SSDAnswers(
      logits: try answers("classification_head", classification, maps, numbers: classCount),
      offsets: try answers("regression_head", regression, maps, numbers: 4))
  }

  private func answers(
    _ name: String, _ layers: Sequential, _ maps: [Tensor], numbers: Int
  ) throws -> Tensor {
    let rows = try zip(layers.stages, maps).map { stage, map in
      let y = try inside(name) {
        try inside("module_list") { try inside(stage.name) { try stage.layer(map) } }
      }  // [N, A · numbers, H, W]
      return try Self.byBox(y, numbers: numbers)
    }
    return try inside(numbers == 4 ? "bbox_regression" : "cls_logits") {
      try concatenate(rows, axis: 1)
    }
  }

  /// The same numbers with one convolution a map in place of two, whose weights are put together: the
  /// map is read, and transformed, once. For plans, which do the putting together beforehand.
  ///
  /// - Parameter maps: M maps `[N, C, H, W]`.
  func together(_ maps: [Tensor]) throws -> SSDAnswers {
    var rows: (logits: [Tensor], offsets: [Tensor]) = ([], [])
    let pairs = zip(classification.stages, regression.stages)
    for (pair, map) in zip(pairs, maps) {
      guard let classes = pair.0.layer as? Conv2D, let boxes = pair.1.layer as? Conv2D,
        let classBias = classes.bias, let boxBias = boxes.bias
      else { return try self(maps) }
      let y = try conv2D(
        map, concatenate([classes.weight.value, boxes.weight.value], axis: 0),
        bias: concatenate([classBias.value, boxBias.value], axis: 0), padding: 1)
      let channels = classes.weight.value.shape[0]  // A · K, then A · 4
      rows.logits.append(try Self.byBox(y[0..., ..<channels], numbers: classCount))
      rows.offsets.append(try Self.byBox(y[0..., channels...], numbers: 4))
    }
    return SSDAnswers(
      logits: try concatenate(rows.logits, axis: 1), offsets: try concatenate(rows.offsets, axis: 1)
    )
  }

  // quote: byBox
  /// From channels first to default boxes first: `[N, A · numbers, H, W]` to `[N, H · W · A, numbers]`.
  static func byBox(_ y: Tensor, numbers: Int) throws -> Tensor {
    let (n, channels, rows, columns) = (y.shape[0], y.shape[1], y.shape[2], y.shape[3])
    return try y.permuted([0, 2, 3, 1])
      .reshaped([n, rows * columns * (channels / numbers), numbers])
  }
  // end quote
}

/// A list of layers that nobody runs as one: a name in between, as in torchvision.
private struct ModuleList: LayerContainer {
  let layers: Sequential
  var children: [LayerChild] { [("module_list", layers)] }
}

/// What a network says of the D default boxes of N pictures.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureSSD(using: &generator)
///       let answers = try network.answers(maps: network.maps(Tensor.full([1, 3, 48, 64], 0.5)))
///       answers.logits.shape
///       answers.offsets.shape
///       try answers.probabilities().shape
public struct SSDAnswers: Sendable {
  /// `[N, D, K]`; class 0 is background.
  public let logits: Tensor
  /// `[N, D, 4]`: dx, dy, dw, dh, times 10, 10, 5, 5 (SSD's "variances" of 0.1 and 0.2).
  public let offsets: Tensor

  /// The softmax of the logits, `[N, D, K]`.
  public func probabilities() throws -> Tensor { try logits.softmax(axis: 2) }
}
