internal import CKernels

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
/// digits: with 512 channels the largest error is about 3e-6 of the largest result with tiles of 4×4,
/// 3e-5 with tiles of 6×6. A NaN or an infinity in the input reaches every result of the
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
  static func winogradSide(_ shape: WinogradShape, isPrepared: Bool, loops: CKTable) -> Int? {
    switch current {
    case .direct: nil
    case .winograd4: 4
    case .winograd6: 6
    case .automatic: shape.fastestSide(isPrepared: isPrepared, loops: loops)
    }
  }
}

// What a convolution costs, in multiplications with addition. The factors are times measured with
// AVX-512 on one thread of a Zen 5, on layers of 3 to 1024 channels and maps of 7 to 300 cells a side.
extension WinogradShape {
  /// Whether weights are kept as taps: where all tiles fit into a block with some output channels, so
  /// that a run uses each weight once; but small weights that are used again stay frequencies.
  func keepsTaps(side: Int, loops: CKTable, isPrepared: Bool) -> Bool {
    let frequencies = (side + 2) * (side + 2)
    return paddedTiles(side: side, loops: loops) * frequencies <= 1 << 13
      && (!isPrepared || inputChannels * outputChannels * frequencies > 1 << 20)
  }

  private func paddedTiles(side: Int, loops: CKTable) -> Int {
    WinogradCut(tiles: tiles(side: side), loops: loops).columns
  }

  private var directCost: Double {
    let (c, o) = (Double(inputChannels), Double(outputChannels))
    return Double(images * outputRows * outputColumns) * (10 * c * o + 20 * (c + o))
  }

  private func winogradCost(side: Int, loops: CKTable, isPrepared: Bool) -> Double {
    let (c, o) = (Double(inputChannels), Double(outputChannels))
    let tile =
      side == 4 ? 36 * c * o + 800 * c + 500 * o : 64 * c * o + 1900 * c + 1150 * o
    let makesFrequencies =
      !isPrepared || keepsTaps(side: side, loops: loops, isPrepared: isPrepared)
    let weights = makesFrequencies ? (side == 4 ? 350 : 850) * c * o : 0
    return Double(paddedTiles(side: side, loops: loops)) * tile + weights
  }

  /// Small maps have too few tiles to pay for transforming the weights, few channels too few
  /// multiplications to pay for transforming the tiles; the more exact way wins where gains are small.
  fileprivate func fastestSide(isPrepared: Bool, loops: CKTable) -> Int? {
    let four = winogradCost(side: 4, loops: loops, isPrepared: isPrepared)
    let six = winogradCost(side: 6, loops: loops, isPrepared: isPrepared)
    guard min(four, six) < 0.8 * directCost else { return nil }
    return six < 0.93 * four ? 6 : 4
  }
}
