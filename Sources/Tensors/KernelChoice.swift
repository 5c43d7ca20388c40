/// Whether the operations of this task should take their naive loops.
///
/// `FOVEA_KERNELS=reference` in the environment chooses them for the whole process (see `Kernels`).
enum KernelChoice {
  static var isReference: Bool { Kernels.current.isReference }
}

/// Runs `body` on the reference kernels: slow, simple, summed in Double.
package func withReferenceKernels<R>(_ body: () throws -> R) rethrows -> R {
  try Kernels.reference.use(body)
}
