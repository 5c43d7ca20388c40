// N pictures, C channels, H×W cells before pooling, P×P pooling window, h×w cells after it.

import Tensors

/// One way to lay the pooling windows: begun this many rows and columns late.
public struct PoolingOffset: Hashable, Sendable {
  /// In cells of the map that is pooled, 0 ..< P.
  public let y, x: Int

  public init(y: Int, x: Int) {
    self.y = y
    self.x = x
  }

  /// All P² of a pooling of that size, row by row.
  public static func all(_ size: Int) -> [PoolingOffset] {
    (0..<max(0, size)).flatMap { y in (0..<max(0, size)).map { PoolingOffset(y: y, x: $0) } }
  }
}

/// Max pooling begun at every offset: P² coarse maps that together know what lies at every cell, not
/// only at every P-th.
///
/// A pooling of stride P makes the grid of answers P times coarser. Laying its windows in all ways,
/// and weaving what comes of the maps together again (`interleaved`), gives a grid as fine as before
/// the pooling; the layers below it run once.
///
/// - Parameters:
///   - x: `[N, C, H, W]`.
///   - size: P, rows and columns of a window, and the stride between windows.
/// - Returns: a map `[N, C, h, w]` for each of `PoolingOffset.all(size)`, h = ⌊(H − P + 1) / P⌋ and w
///   alike: as many cells as there are from every beginning.
/// - Throws: `ShapeError` unless x has rank 4 and at least 2P − 1 rows and columns.
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §3.3, figure 3 (there P = 3).
/// - Example:
///       let row = try Tensor((0..<15).map { Float($0) }, shape: [1, 1, 3, 5])
///       try offsetMaxPool2D(row, size: 2).map { $0.values }
public func offsetMaxPool2D(_ x: Tensor, size: Int) throws -> [Tensor] {
  guard x.rank == 4, 1...1024 ~= size, x.shape[2] >= 2 * size - 1, x.shape[3] >= 2 * size - 1 else {
    throw ShapeError(
      operation: "offsetMaxPool2D",
      expected: "maps [N, C, H, W] of at least \(2 * min(max(size, 1), 1024) - 1) rows and columns",
      found: "\(x.shape), windows of \(size)")
  }
  // quote: offsets
  let (rows, columns) = ((x.shape[2] - size + 1) / size, (x.shape[3] - size + 1) / size)
  return try PoolingOffset.all(size).map { offset in
    let part = try x[
      0..., 0..., offset.y..<offset.y + rows * size, offset.x..<offset.x + columns * size]
    return try part.maxPool2D(size: size)
  }
  // end quote
}

/// One fine map out of P² coarse ones: cell (i, j) of the map at offset (y, x) goes to (P i + y,
/// P j + x).
///
/// - Parameters:
///   - maps: `[N, C, h, w]` each, in the order of `PoolingOffset.all(size)`.
///   - size: P.
/// - Returns: `[N, C, P h, P w]`.
/// - Throws: `ShapeError` unless there are P² maps of one shape.
/// - Example:
///       let maps = try (1...4).map { try Tensor([Float($0)], shape: [1, 1, 1, 1]) }
///       try interleaved(maps, size: 2).values
public func interleaved(_ maps: [Tensor], size: Int) throws -> Tensor {
  guard 1...1024 ~= size, maps.count == size * size, let first = maps.first?.shape,
    first.count == 4, maps.allSatisfy({ $0.shape == first })
  else {
    throw ShapeError(
      operation: "interleaved", expected: "\(size)² maps [N, C, h, w] of one shape",
      found: "\(maps.map(\.shape))")
  }
  if size == 1 { return maps[0] }
  let (n, c, h, w) = (first[0], first[1], first[2], first[3])
  return try stack(maps)  // [P·P, N, C, h, w]
    .reshaped([size, size, n, c, h, w])
    .permuted([2, 3, 4, 0, 5, 1])  // [N, C, h, P, w, P]
    .reshaped([n, c, h * size, w * size])
}
