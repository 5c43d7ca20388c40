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
/// Winograd's transforms make a 3×3 convolution of stride 1 two to three times as fast, one of stride 2
/// about 1.3 times as fast, and lose some digits: with 512 channels the largest error is about 3e-6 of
/// the largest result with tiles of 4×4, 3e-5 with tiles of 6×6. A NaN or an infinity in the input reaches every result of the
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
  /// Winograd's with tiles of 4×4 and of 6×6 results; only the former for stride 2.
  case winograd4, winograd6

  /// What the convolutions of this task take.
  @TaskLocal package static var current = preferred

  /// What `FOVEA_CONVOLUTION` asks for.
  package static let preferred =
    getenv("FOVEA_CONVOLUTION").flatMap { ConvolutionChoice(rawValue: String(cString: $0)) }
    ?? .automatic

  /// Winograd's tiles for this convolution, or nil for direct sums.
  ///
  /// - Parameters:
  ///   - isPrepared: whether the weights are transformed once for many runs.
  ///   - cells: how many results direct sums would have to make; `nil` for all that the shape has.
  static func winogradTile(
    _ shape: WinogradShape, isPrepared: Bool, cells: Int? = nil, loops: CKTable
  ) -> WinogradTile? {
    switch current {
    case .direct: nil
    case .winograd4: shape.stride == 2 ? .fourByTwo : .four
    case .winograd6: shape.stride == 2 ? nil : .six
    case .automatic: shape.fastestTile(isPrepared: isPrepared, cells: cells, loops: loops)
    }
  }
}

// What a convolution costs, in multiplications with addition. The factors are times measured with
// AVX-512 on one thread of a Zen 5, on layers of 3 to 1024 channels and maps of 7 to 300 cells a side.
extension WinogradShape {
  /// Whether weights are kept as taps: where all tiles fit into a block with some output channels, so
  /// that a run uses each weight once; but small weights that are used again stay frequencies.
  func keepsTaps(tile: WinogradTile, loops: CKTable, isPrepared: Bool) -> Bool {
    paddedTiles(tile, loops: loops) * tile.frequencies <= 1 << 13
      && (!isPrepared || inputChannels * outputChannels * tile.weightFrequencies > 1 << 20)
  }

  private func paddedTiles(_ tile: WinogradTile, loops: CKTable) -> Int {
    WinogradCut(tiles: tiles(side: tile.side), loops: loops).columns
  }

  private func directCost(cells: Int? = nil) -> Double {
    let (c, o) = (Double(inputChannels), Double(outputChannels))
    return Double(cells ?? images * outputRows * outputColumns) * (10 * c * o + 20 * (c + o))
  }

  private func cost(_ tile: WinogradTile, loops: CKTable, isPrepared: Bool) -> Double {
    let (c, o) = (Double(inputChannels), Double(outputChannels))
    let each =
      switch tile {
      case .four: 36 * c * o + 800 * c + 500 * o
      case .six: 64 * c * o + 1900 * c + 1150 * o
      case .fourByTwo: 81 * c * o + 1900 * c + 900 * o
      }
    let makesFrequencies =
      !isPrepared || keepsTaps(tile: tile, loops: loops, isPrepared: isPrepared)
    let weights = makesFrequencies ? (tile == .six ? 850 : 350) * c * o : 0
    return Double(paddedTiles(tile, loops: loops)) * each + weights
  }

  /// Whether Winograd's transforms are the way to the gradient by the weights, always with tiles of 4×4.
  func isFasterForWeights(loops: CKTable) -> Bool {
    switch ConvolutionChoice.current {
    case .direct: return false
    case .winograd4, .winograd6: return true
    case .automatic:
      let (c, o) = (Double(inputChannels), Double(outputChannels))
      let tiles = Double(paddedTiles(.four, loops: loops))
      return tiles * (36 * c * o + 1500 * (c + o)) + 1500 * c * o < 0.8 * directCost()
    }
  }

  /// Small maps have too few tiles to pay for transforming the weights, few channels too few
  /// multiplications to pay for transforming the tiles; the more exact way wins where gains are small.
  fileprivate func fastestTile(
    isPrepared: Bool, cells: Int?, loops: CKTable
  ) -> WinogradTile? {
    let directCost = directCost(cells: cells)
    if stride == 2 {
      let cost = cost(.fourByTwo, loops: loops, isPrepared: isPrepared)
      return cost < 0.85 * directCost ? .fourByTwo : nil
    }
    let four = cost(.four, loops: loops, isPrepared: isPrepared)
    let six = cost(.six, loops: loops, isPrepared: isPrepared)
    guard min(four, six) < 0.8 * directCost else { return nil }
    return six < 0.93 * four ? .six : .four
  }
}
