#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How convolutions are computed.
///
/// Winograd's transforms make a 3×3 convolution of stride 1 two to three times as fast, and lose some
/// digits: the largest error is about 3e-6 of the largest result with tiles of 4×4 and 3e-5 with tiles
/// of 6×6, against 5e-7 with direct sums. A NaN or an infinity in the input reaches every result of the
/// tiles that see it, where direct sums would spoil only the results whose window holds it: none is
/// ever lost, but they spread.
///
/// `FOVEA_CONVOLUTION=direct|winograd4|winograd6` in the environment forces one for the whole process,
/// wherever it can be used at all.
///
/// ```swift
/// try ConvolutionChoice.$current.withValue(.direct) { try conv2D(x, weight) }
/// ```
package enum ConvolutionChoice: String, CaseIterable, Sendable {
  /// The fastest, by size.
  case automatic
  case direct
  /// Winograd's with tiles of 4×4 and of 6×6 results.
  case winograd4, winograd6

  /// What the convolutions of this task take.
  @TaskLocal package static var current = preferred

  /// What `FOVEA_CONVOLUTION` asks for.
  package static let preferred =
    getenv("FOVEA_CONVOLUTION").flatMap { ConvolutionChoice(rawValue: String(cString: $0)) }
    ?? .automatic

  /// The side of Winograd's tiles for this convolution, or nil for direct sums.
  ///
  /// - Parameter isPrepared: whether the weights are transformed once for many runs.
  static func winogradSide(_ shape: WinogradShape, isPrepared: Bool) -> Int? {
    switch current {
    case .direct: nil
    case .winograd4: 4
    case .winograd6: 6
    case .automatic: shape.fastestSide(isPrepared: isPrepared)
    }
  }
}

extension WinogradShape {
  /// What was measured: small maps have too few tiles to pay for transforming the weights, few
  /// channels too few multiplications to pay for transforming the tiles.
  fileprivate func fastestSide(isPrepared: Bool) -> Int? {
    guard inputChannels >= 16, outputChannels >= 16 else { return nil }
    return images * outputRows * outputColumns >= 14 * 14 ? 4 : nil
  }
}
