import Fovea

/// Where the time of one workload goes.
enum Profile {
  static func of(_ name: String) throws -> String {
    let all = Group.allCases.flatMap(\.workloads)
    guard let workload = all.first(where: { $0.id == name }) else {
      throw Options.UsageError(
        description: "--profile: expected the name of a network (--list tells them), "
          + "found \"\(name)\"")
    }
    guard let profile = try workload.prepare(Workload.Given()).profile else {
      throw Options.UsageError(
        description: "--profile: expected a network, found \"\(name)\", which has no steps")
    }
    return try profile()
  }
}
