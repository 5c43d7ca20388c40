internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The inner loops that operations run on: those of one instruction set, chosen once when the
/// program starts, or the naive reference loops.
///
/// `FOVEA_KERNELS=reference|sse2|avx2|avx512|neon` asks for one; a name that is unknown, or that this
/// processor cannot run, is answered with the best there is, and `refusal` says so.
///
/// ```swift
/// let loops = Kernels.current.loops
/// loops.relu(source, destination, count)
/// ```
package struct Kernels: @unchecked Sendable {  // the table is constant data
  /// What the operations of this task run on.
  @TaskLocal package static var current = Kernels.preferred

  /// `reference`, `sse2`, `avx2`, `avx512` or `neon`.
  package let name: String
  /// Whether operations should take their naive loops (`Sources/Tensors/Reference`).
  package let isReference: Bool
  /// Which table of `CKernels`; in reference mode, the plainest.
  let index: Int32

  /// The loops themselves; see `CKernels.h`.
  var loops: CKTable { ck_table(index).pointee }

  /// The naive loops.
  package static let reference = Kernels(
    name: "reference", isReference: true, index: ck_table_count() - 1)

  /// Every instruction set that this processor can run, fastest first.
  package static let supported: [Kernels] = (0..<ck_table_count()).compactMap { index in
    guard ck_table_is_supported(index) != 0 else { return nil }
    return Kernels(
      name: String(cString: ck_table(index).pointee.name), isReference: false, index: index)
  }

  /// The kernels of that name, when there are such and this processor can run them.
  package static func named(_ name: String) -> Kernels? {
    name == reference.name ? reference : supported.first { $0.name == name }
  }

  /// What `FOVEA_KERNELS` asked for, or the fastest.
  package static let preferred = choice.kernels

  /// Why `FOVEA_KERNELS` was not followed; nil when it was, or was not set.
  package static var refusal: String? { choice.refusal }

  private static let choice = choose(getenv("FOVEA_KERNELS").map { String(cString: $0) })

  /// The kernels for a wish, and why it could not be granted.
  package static func choose(_ wish: String?) -> (kernels: Kernels, refusal: String?) {
    let best = supported.first ?? reference
    guard let wish, !wish.isEmpty else { return (best, nil) }
    if let kernels = named(wish) { return (kernels, nil) }
    let names = (supported + [reference]).map(\.name).joined(separator: ", ")
    return (
      best, "FOVEA_KERNELS: expected one of \(names), found \"\(wish)\"; using \(best.name)"
    )
  }

  /// Runs `body` on these kernels; for tests and benchmarks.
  package func use<R>(_ body: () throws -> R) rethrows -> R {
    try Kernels.$current.withValue(self, operation: body)
  }

  /// Floating-point operations done by so many rounds of independent multiply-adds: the peak.
  package func multiplyAdds(rounds: Int) -> Int { ck_peak(index, rounds) }
}
