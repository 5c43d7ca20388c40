/// What made a tensor: kept only inside `recordingOrigins`, since inference and training need the
/// time and the memory for themselves.
///
/// Unchecked `Sendable` for one reason: `deinit` empties `inputs`, and then nobody else looks.
///
/// - Example:
///       let x = try recordingOrigins { try Tensor.ones([1, 1, 4, 4]).maxPool2D(size: 2) }
///       let origin = x.origin!
///       origin.inputs.count
///       origin.flops
///       origin.milliseconds >= 0
///       origin.field
///       origin.operation
public final class Origin: @unchecked Sendable {
  /// The operation, as a learner would type it: `conv2D`.
  public let operation: String
  /// What the operation was given. Empty where the chain behind would keep more than `heldLimit`
  /// bytes from being freed: a loop over `x = try x * 0.9` at the prompt must not fill the machine.
  ///
  /// - Returns: tensors of the shapes that went in.
  public private(set) var inputs: [Tensor]
  /// Bytes that the longest chain of inputs keeps.
  private let heldBytes: Int
  static let heldLimit = 256 << 20
  /// A multiplication and an addition count as two.
  public let flops: Int
  /// How long it took.
  public let milliseconds: Double
  /// How the last two axes of the result lie over the picture it was computed from.
  public let field: ReceptiveField

  public init(
    operation: String, inputs: [Tensor], flops: Int, milliseconds: Double, field: ReceptiveField
  ) {
    self.operation = operation
    let behind = inputs.map { $0.trace?.heldBytes ?? 0 }.max() ?? 0
    let held = inputs.reduce(behind) { $0 + $1.count * MemoryLayout<Float>.stride }
    let isTooMuch = held > Self.heldLimit
    self.inputs = isTooMuch ? [] : inputs
    heldBytes = isTooMuch ? 0 : held
    self.flops = flops
    self.milliseconds = milliseconds
    self.field = field
  }

  deinit {
    guard inputs.contains(where: { $0.trace != nil || $0.node != nil }) else { return }
    let isFirst = ReleaseQueue.add(inputs)
    inputs = []
    if isFirst { ReleaseQueue.drain() }
  }
}

/// Which part of the picture one cell of a feature map was computed from.
///
/// Cell `i` of an axis saw the pixels `start + i * stride ..< start + i * stride + size`.
///
/// - Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016; for
///   the arithmetic, Araujo et al., "Computing receptive fields of convolutional neural networks",
///   Distill 2019.
/// - Example:
///       let x = try recordingOrigins { try Tensor.ones([1, 1, 8, 8]).maxPool2D(size: 2).maxPool2D(size: 3) }
///       let field = x.origin!.field
///       field.start
///       field.stride
///       field.size
public struct ReceptiveField: Equatable, Sendable {
  /// Pixels between neighbouring cells; below 1 after upsampling.
  public var stride: Float
  /// Pixels that one cell saw, along an axis.
  public var size: Float
  /// The first pixel that cell 0 saw: negative where padding was seen.
  public var start: Float

  /// A picture itself: each pixel sees itself.
  ///
  /// - Example: `ReceptiveField.pixel.size`
  public static let pixel = ReceptiveField(stride: 1, size: 1, start: 0)

  public init(stride: Float, size: Float, start: Float) {
    self.stride = stride
    self.size = size
    self.start = start
  }

  /// The field after a window of `kernel` cells (dilation counted in) moves over this map.
  public func sliding(kernel: Int, stride step: Int, padding: Int) -> ReceptiveField {
    ReceptiveField(
      stride: stride * Float(step), size: size + Float(kernel - 1) * stride,
      start: start - Float(padding) * stride)
  }
}

package enum OriginMode {
  @TaskLocal package static var isOn = false
}

/// Runs `body` with every tensor remembering what made it.
///
/// - Parameter body: what is run; what it answers is answered.
/// - Example:
///       let x = try recordingOrigins { try Tensor([-1, 2]).relu() }
///       x.origin!.operation
public func recordingOrigins<R>(_ body: () throws -> R) rethrows -> R {
  try OriginMode.$isOn.withValue(true, operation: body)
}

extension Tensor {
  /// What made this tensor, when it was computed inside `recordingOrigins`.
  ///
  /// - Example:
  ///       let x = try recordingOrigins { try Tensor([-1, 2]).relu() }
  ///       x.origin!.operation
  public var origin: Origin? { trace }
}
