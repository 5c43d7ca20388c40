import Tensors

/// The largest number under each window.
///
/// - Example: `try MaxPool2D(2)(Tensor.ones([1, 3, 8, 8])).shape`
public struct MaxPool2D: PlainLayer {
  public let size: Int
  public let stride: Int
  public let padding: Int
  public let dilation: Int
  public let ceilMode: Bool

  /// How large the windows are, and how far apart.
  ///
  /// - Parameters:
  ///   - size: cells on a side of the square window.
  ///   - stride: cells from window to window; as many as the window has, unless you say.
  ///   - padding: rows and columns around the input that never win; at most half the window.
  ///   - ceilMode: whether a last window may hang over the edge.
  /// - Throws: `ShapeError` when an option is out of its range.
  /// - Parameter dilation: cells between neighbouring taps of a window.
  public init(
    _ size: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, ceilMode: Bool = false
  ) throws {
    try checkPositive(
      "MaxPool2D", ["size": size, "stride": stride ?? size, "dilation": dilation])
    try checkPadding("MaxPool2D", padding, size: size)
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
    self.dilation = dilation
    self.ceilMode = ceilMode
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, C, OH, OW]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.maxPool2D(
      size: size, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }
}

/// The mean of the numbers under each window.
///
/// - Example: `try AveragePool2D(2)(Tensor.ones([1, 3, 8, 8])).shape`
public struct AveragePool2D: PlainLayer {
  public let size: Int
  public let stride: Int
  public let padding: Int
  public let ceilMode: Bool
  public let countIncludingPadding: Bool

  /// How large the windows are, and how far apart.
  ///
  /// - Parameters: as `MaxPool2D`'s; `countIncludingPadding` says whether zeros of the padding
  ///   count in the mean (PyTorch's default).
  /// - Throws: `ShapeError` when an option is out of its range.
  /// - Parameter size: cells on a side of the square window.
  /// - Parameter stride: cells from window to window; as many as the window has, unless you say.
  /// - Parameter padding: rows and columns of zeros around the input.
  /// - Parameter ceilMode: whether a last window may hang over the edge.
  /// - Parameter countIncludingPadding: whether zeros of the padding count in the mean (PyTorch's
  ///   default).
  public init(
    _ size: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false,
    countIncludingPadding: Bool = true
  ) throws {
    try checkPositive("AveragePool2D", ["size": size, "stride": stride ?? size])
    try checkPadding("AveragePool2D", padding, size: size)
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
    self.ceilMode = ceilMode
    self.countIncludingPadding = countIncludingPadding
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, C, OH, OW]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.averagePool2D(
      size: size, stride: stride, padding: padding, ceilMode: ceilMode,
      countIncludingPadding: countIncludingPadding)
  }
}

/// The means of so many bins, whatever the size of the input: `AdaptiveAveragePool2D(1)` is the
/// mean of each whole plane.
///
/// - Example: `try AdaptiveAveragePool2D(1)(Tensor.ones([1, 3, 8, 8])).shape`
public struct AdaptiveAveragePool2D: PlainLayer {
  /// Rows and columns of the result.
  public let outputSize: [Int]

  /// So many rows and as many columns.
  ///
  /// - Throws: `ShapeError` when a size is below 1.
  /// - Parameter size: rows and columns of the result.
  public init(_ size: Int) throws { try self.init(rows: size, columns: size) }

  /// So many rows and columns.
  ///
  /// - Throws: `ShapeError` when a size is below 1.
  /// - Parameter rows: of the result.
  /// - Parameter columns: of the result.
  /// - Example: `try AdaptiveAveragePool2D(rows: 2, columns: 3)(Tensor.ones([1, 3, 8, 8])).shape`
  public init(rows: Int, columns: Int) throws {
    try checkPositive("AdaptiveAveragePool2D", ["rows": rows, "columns": columns])
    outputSize = [rows, columns]
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, C, rows, columns]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.adaptiveAveragePool2D(outputSize: outputSize)
  }
}

private func checkPadding(_ operation: String, _ padding: Int, size: Int) throws {
  try check(
    padding >= 0 && padding <= size / 2, operation,
    expected: "padding from 0 to half the window, \(size / 2)", found: "padding: \(padding)")
}
