/// One axis of a convolution, rows or columns: how the larger side (the convolution's input) and the
/// smaller one (its output) lie over each other. Output cell `o` sees input cells
/// `o * stride + tap * dilation - padding` for each tap of the kernel.
struct ConvolutionAxis: Equatable, Sendable {
  let input: Int
  let output: Int
  let kernel: Int
  let stride: Int
  let padding: Int
  let dilation: Int

  // Forward: with the padding counted in, tap `t` of output `o` reads cell (o + shift) * stride +
  // residue. Keeping the cells of each residue side by side makes every read contiguous.

  /// The cells of the padded input, modulo the stride, that some tap reads.
  var residues: [Int] {
    var seen: [Int] = []
    for tap in 0..<kernel where !seen.contains(residue(tap)) { seen.append(residue(tap)) }
    return seen
  }
  func residue(_ tap: Int) -> Int { tap * dilation % stride }
  func shift(_ tap: Int) -> Int { tap * dilation / stride }
  /// How many cells of one residue are read.
  var planeLength: Int { output + shift(kernel - 1) }
  /// Whether the input as it is serves as the only plane.
  var readsInputDirectly: Bool { stride == 1 && padding == 0 }

  // Backward: the input cells of one phase, `phase + step * stride - padding`, are reached by the
  // taps whose residue is the phase, from outputs step - shift.

  /// The phases that have any cell.
  var phases: [Int] {
    stride <= input ? Array(0..<stride) : (0..<input).map { ($0 + padding) % stride }
  }
  /// The steps of a phase that are cells of the input.
  func steps(phase: Int) -> Range<Int> {
    let first = padding > phase ? (padding - phase - 1) / stride + 1 : 0
    let last = (input - 1 + padding - phase) / stride  // may be below first
    guard input - 1 + padding - phase >= 0 else { return first..<first }
    return first..<max(first, last + 1)
  }
  func taps(phase: Int) -> [Int] { (0..<kernel).filter { residue($0) == phase } }
  /// The input cell of a step; outside the input, where there is only padding, any number that is
  /// outside too.
  func cell(phase: Int, step: Int) -> Int { phase &+ step &* stride &- padding }

  /// The range of outputs, most of them real, the ends perhaps beyond, that backward reads.
  var reach: Range<Int> {
    var range: Range<Int>?
    for phase in phases {
      let steps = self.steps(phase: phase)
      guard let first = taps(phase: phase).map(shift).min(),
        let last = taps(phase: phase).map(shift).max(), !steps.isEmpty
      else { continue }
      let lower = min(range?.lowerBound ?? .max, steps.lowerBound - last)
      let upper = max(range?.upperBound ?? .min, steps.upperBound - first)
      range = lower..<upper
    }
    return range ?? 0..<0
  }
}

/// All that the loops of a convolution need to know; made and checked by `ConvolutionShape`.
struct ConvolutionGeometry: Equatable, Sendable {
  let images: Int
  /// Channels of one group.
  let inputChannels: Int
  let outputChannels: Int
  let groups: Int
  let rows: ConvolutionAxis
  let columns: ConvolutionAxis

  var taps: Int { rows.kernel * columns.kernel }
  var inputPlane: Int { rows.input * columns.input }
  var outputPlane: Int { rows.output * columns.output }
  /// Floats of the weights of one group: `[outputChannels, inputChannels, rows, columns]`.
  var groupWeights: Int { outputChannels * inputChannels * taps }

  /// Multiplications and additions, padding counted as if it were numbers.
  var flops: Int {
    let cells = images.multipliedReportingOverflow(by: outputPlane).partialValue
    return 2 &* cells &* groups &* groupWeights
  }
}
