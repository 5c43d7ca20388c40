import Fovea

extension Network {
  /// By a plan: how a program that has many pictures runs it.
  func planned(_ given: Workload.Given) throws -> Workload.Prepared {
    let (x, pass) = try prepare(given)
    let plan = try InferencePlan(inputs: [shape]) { try pass($0[0]) }
    return Workload.Prepared(
      flops: Double(plan.table().flops), profile: { try plan.profile([x]).description }
    ) { try plan([x]) }
  }
}
