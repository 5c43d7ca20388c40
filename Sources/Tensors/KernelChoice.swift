#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Whether operations run their fast loops or their naive references.
///
/// `FOVEA_KERNELS=reference` in the environment chooses the references for the whole process.
package enum KernelChoice {
  private static let environment = getenv("FOVEA_KERNELS").map { String(cString: $0) }

  /// True when every operation should run its reference kernel.
  @TaskLocal package static var isReference = environment == "reference"
}

/// Runs `body` on the reference kernels: slow, simple, summed in Double.
package func withReferenceKernels<R>(_ body: () throws -> R) rethrows -> R {
  try KernelChoice.$isReference.withValue(true, operation: body)
}
