// N pictures, C channels, H×W cells, A anchors a cell.

import Layers
import Tensors

/// What RetinaNet says at every cell of a level: four 3×3 convolutions with ReLUs, and a fifth to as
/// many numbers a cell as are asked for. One such head for the classes, one for the boxes, each the
/// same for all levels.
///
/// - Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, §4, figure 3 (c, d).
public struct DenseHead: Layer, LayerContainer {
  /// `conv`: 3×3 convolutions, each with its ReLU.
  public let hidden: Sequential
  /// `cls_logits` or `bbox_reg`.
  public let answers: Conv2D
  /// Which of the two.
  let answerName: String

  init(
    channels: Int, depth: Int = 4, outputs: Int, answerName: String, bias: Float = 0,
    maker: inout LayerMaker
  ) throws {
    hidden = Sequential(
      try (0..<depth).flatMap { _ -> [any TensorLayer] in
        [
          try maker.convolution(
            from: channels, to: channels, kernel: 3, padding: 1, initializer: .smallNormal),
          ReLU(),
        ]
      })
    answers = try maker.convolution(
      from: channels, to: outputs, kernel: 3, padding: 1, initializer: .smallNormal)
    if bias != 0 { answers.bias?.value = try Tensor.full([outputs], bias) }
    self.answerName = answerName
  }

  public var children: [LayerChild] { [("conv", hidden), (answerName, answers)] }

  /// The same in training.
  ///
  /// - Parameter map: `[N, C, H, W]`.
  /// - Returns: `[N, outputs, H, W]`.
  public func callAsFunction(_ map: Tensor) throws -> Tensor {
    let x = try inside("conv") { try hidden(map) }
    return try inside(answerName) { try answers(x) }
  }
}
