// N pictures, C channels, H×W cells, S stride.

import Layers
import Tensors

/// `[maxpool]`: windows of any stride, padding shared out above and below, left and right, as
/// Darknet does: half of it, rounded down, comes first.
///
/// - Source: Darknet, `src/maxpool_layer.c`.
public struct DarknetMaxPool: PlainLayer {
  private enum Way: Sendable {
    /// The core's own pooling has the same windows.
    case plain(padding: Int, ceilMode: Bool)
    /// It has not: rows and columns are added first, with numbers that never win.
    case padded(top: Int, bottom: Int, left: Int, right: Int)
  }

  public let size, stride: Int
  private let way: Way

  init(_ kind: DarknetKind.MaxPool, input: DarknetShape, output: DarknetShape) {
    (size, stride) = (kind.size, kind.stride)
    let before = kind.padding / 2
    /// The windows along a side, as PyTorch counts them.
    func windows(_ side: Int, _ ceilMode: Bool) -> Int {
      let room = side + 2 * before - kind.size
      guard room >= 0 else { return 0 }
      guard ceilMode else { return room / kind.stride + 1 }
      let count = (room + kind.stride - 1) / kind.stride + 1
      return (count - 1) * kind.stride >= side + before ? count - 1 : count
    }
    let fits = [false, true].first { ceilMode in
      before <= kind.size / 2 && windows(input.height, ceilMode) == output.height
        && windows(input.width, ceilMode) == output.width
    }
    if let fits {
      way = .plain(padding: before, ceilMode: fits)
    } else {
      func after(_ side: Int, _ count: Int) -> Int {
        max(0, (count - 1) * kind.stride + kind.size - before - side)
      }
      way = .padded(
        top: before, bottom: after(input.height, output.height), left: before,
        right: after(input.width, output.width))
    }
  }

  /// - Parameter x: `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    switch way {
    case .plain(let padding, let ceilMode):
      return try x.maxPool2D(size: size, stride: stride, padding: padding, ceilMode: ceilMode)
    case .padded(let top, let bottom, let left, let right):
      return try x.padded(
        top: top, bottom: bottom, left: left, right: right, with: -Float.greatestFiniteMagnitude
      ).maxPool2D(size: size, stride: stride)
    }
  }
}

/// `[crop]`: the middle of the picture, brought from 0…1 to −1…1 unless it adjusts nothing. (In
/// training Darknet moves, turns and tints it at random; here that is `Augmentation`'s.)
public struct DarknetCrop: PlainLayer {
  public let rows, columns: Range<Int>
  public let adjusts: Bool

  init(adjusts: Bool, input: DarknetShape, output: DarknetShape) {
    let (top, left) = ((input.height - output.height) / 2, (input.width - output.width) / 2)
    rows = top..<(top + output.height)
    columns = left..<(left + output.width)
    self.adjusts = adjusts
  }

  /// - Parameter x: `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let middle = try x[0..., 0..., rows, columns]
    return adjusts ? try middle * 2 - 1 : middle
  }
}

/// `[reorg]`: S×S cells become channels of one.
///
/// Darknet's own is famous for not doing quite that: it reads the map's numbers as if there were a
/// map of S times the sides and a quarter of the channels (for S = 2), and takes *that* apart. Which
/// neighbours come together is then not where they lie in the picture. Weights were trained so; it
/// stays so.
///
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2 (the pass-through layer); Darknet,
///   `src/blas.c`, `reorg_cpu`.
public struct DarknetReorg: PlainLayer {
  public let kind: DarknetKind.Reorg

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, C·S·S, H / S, W / S]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let s = kind.stride
    if kind.extra > 0 {
      let zeros = try Tensor.zeros([n, kind.extra])
      return try concatenate([x.flattened(from: 1), zeros], axis: 1)
    }
    let outputShape =
      kind.isReverse ? [n, c / (s * s), h * s, w * s] : [n, c * s * s, h / s, w / s]
    if kind.flattens {
      // Channel by channel becomes cell by cell, or the other way round; and the shape says nothing.
      let turned =
        kind.isReverse
        ? try x.reshaped([n, h * w, c]).permuted([0, 2, 1])
        : try x.reshaped([n, c, h * w]).permuted([0, 2, 1])
      return try turned.reshaped(outputShape)
    }
    let part = c / (s * s)  // C / S²
    if kind.isReverse {
      return try x.reshaped([n, s, s, part, h, w]).permuted([0, 3, 4, 1, 5, 2])
        .reshaped(outputShape)  // [N, C / S², H, S, W, S]
    }
    return try x.reshaped([n, part, h, s, w, s])  // as if it were [N, C / S², H·S, W·S]
      .permuted([0, 3, 5, 1, 2, 4])  // [N, S, S, C / S², H, W]
      .reshaped(outputShape)
  }
}

/// `[upsample]`: each cell S×S times, times a scale; with a stride below 0 the sums of S×S cells.
public struct DarknetUpsample: PlainLayer {
  public let stride: Int
  public let scale: Float

  /// - Parameter x: `[N, C, H, W]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    if stride < 0 {
      let means = try x.averagePool2D(size: -stride, stride: -stride)
      return try means * (Float(stride * stride) * scale)
    }
    let y = try x.upsampledNearest(to: [x.shape[2] * stride, x.shape[3] * stride])
    return scale == 1 ? y : try y * scale
  }
}

/// `[softmax]`: probabilities, group by group.
public struct DarknetSoftmax: PlainLayer {
  public let kind: DarknetKind.Softmax

  /// - Returns: `[N, numbers]`.
  /// - Throws: `ShapeError` for a hierarchy of classes.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try refuse(tree: kind.tree, "softmax")
    let y = try x.reshaped([x.shape[0], kind.groups, x.count / max(1, x.shape[0] * kind.groups)])
    return try (kind.temperature == 1 ? y : y / kind.temperature).softmax(axis: 2)
      .flattened(from: 1)
  }
}

/// `[cost]`, which only training needs: the input, as a line.
public struct DarknetCost: PlainLayer {
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.flattened(from: 1) }
}

/// YOLO9000's classes are the nodes of a tree, and a softmax stands over each node's children. A
/// network with one is read, with its shapes, but not run.
func refuse(tree: String?, _ layer: String) throws {
  guard let tree else { return }
  throw ShapeError(
    operation: layer, expected: "classes in one row", found: "a hierarchy, tree=\(tree)",
    hint: "Fovea reads such networks (fovea inspect), but does not run them")
}
