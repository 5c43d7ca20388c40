import Fovea

/// Where the time of one workload goes.
enum Profile {
  /// - Parameters:
  ///   - weights: a checkpoint; `nil` takes random numbers.
  ///   - input: an array; likewise.
  static func of(_ name: String, weights: String?, input: String?) throws -> String {
    let all = Group.allCases.flatMap(\.workloads)
    guard let workload = all.first(where: { $0.id == name }) else {
      throw Options.UsageError(
        description: "--profile: expected the name of a network (--list tells them), "
          + "found \"\(name)\"")
    }
    var given = Workload.Given()
    given.weights = try weights.map { try Checkpoint(contentsOf: $0).tensors }
    given.input = try input.map { try Tensor(npy: $0) }
    guard let profile = try workload.prepare(given).profile else {
      throw Options.UsageError(
        description: "--profile: expected a network, found \"\(name)\", which has no steps")
    }
    return try profile()
  }
}
