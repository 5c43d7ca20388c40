import Fovea

/// One thing that can be timed, by name. Nothing of it is made before it is wanted.
struct Workload: Sendable {
  /// What the command line calls it: `vgg16-features-300`.
  let id: String
  let group: Group
  /// What the table calls it.
  let name: String
  let prepare: @Sendable (Given) throws -> Prepared

  /// What a workload is run on when not on its own random numbers; peers are compared on the same.
  struct Given: Sendable {
    var weights: [String: Tensor]?
    var input: Tensor?
    var random = SeededGenerator(seed: 1)
  }

  /// Made and ready to run.
  struct Prepared {
    /// Floating-point operations of one run, a multiplication and an addition counting as two.
    var flops = 0.0
    /// Bytes that one run must read and write at least; 0 where that says nothing.
    var bytes = 0.0
    /// A table of where the time of one run goes; nil where there is none.
    var profile: (() throws -> String)?
    /// What the outside may want to see: a network's outputs, a step's loss.
    let run: () throws -> [Tensor]
  }

  /// A workload that needs nothing from outside.
  init(
    _ id: String, _ group: Group, _ name: String,
    prepare: @escaping @Sendable (Given) throws -> Prepared
  ) {
    self.id = id
    self.group = group
    self.name = name
    self.prepare = prepare
  }
}

/// What the command line can ask for together.
enum Group: String, CaseIterable, Sendable {
  case peak, gemm, convolution, networks, pasture, training, operations, scaling

  var workloads: [Workload] {
    switch self {
    case .peak: Peak.workloads
    case .gemm: Products.workloads
    case .convolution: Convolutions.workloads
    case .networks: Networks.workloads + DetectorNetworks.workloads + OneLookNetworks.workloads
    case .pasture: PastureModels.workloads
    case .training: TrainingSteps.workloads
    case .operations: Operations.workloads
    case .scaling: Scaling.workloads
    }
  }
}
