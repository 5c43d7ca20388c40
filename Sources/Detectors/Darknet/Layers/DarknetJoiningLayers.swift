// N pictures, C channels, H×W cells.

import Layers
import Tensors

/// `[route]`: the outputs of earlier layers behind one another: along the channels where they have
/// the same sides, as one line where they have not.
public struct DarknetRoute: Layer {
  public let sources: [Int]
  let isMap: Bool

  public func callAsFunction(_ inputs: [Tensor]) throws -> Tensor {
    if inputs.count == 1 { return inputs[0] }
    return try concatenate(isMap ? inputs : inputs.map { try $0.flattened(from: 1) }, axis: 1)
  }
}

/// `[shortcut]`: the layer before, and an earlier one added to it.
///
/// The earlier one may be finer: of it every second (third …) cell is taken. It may have more
/// channels or fewer: as many as both have are added, and the rest is handed on as it is.
///
/// - Source: Darknet, `src/blas.c`, `shortcut_cpu`.
public struct DarknetShortcut: Layer {
  public let kind: DarknetKind.Shortcut
  /// From cell to cell of the earlier map.
  let step: Int

  /// - Parameters:
  ///   - x: `[N, C, H, W]`.
  ///   - earlier: `[N, C', H·step, W·step]`, or a little more.
  /// - Returns: the shape of `x`.
  public func callAsFunction(_ x: Tensor, _ earlier: Tensor) throws -> Tensor {
    var added = earlier
    if step > 1 {
      added = try added.maxPool2D(size: 1, stride: step)[
        0..., 0..., ..<x.shape[2], ..<x.shape[3]]
    }
    let (channels, common) = (x.shape[1], min(x.shape[1], earlier.shape[1]))
    if common < added.shape[1] { added = try added[0..., ..<common] }
    let part = common < channels ? try x[0..., ..<common] : x
    let sum = try scaled(part, kind.alpha) + scaled(added, kind.beta)
    let whole = common < channels ? try concatenate([sum, x[0..., common...]], axis: 1) : sum
    return try kind.activation(whole)
  }

  private func scaled(_ x: Tensor, _ factor: Float) throws -> Tensor {
    factor == 1 ? x : try x * factor
  }
}
