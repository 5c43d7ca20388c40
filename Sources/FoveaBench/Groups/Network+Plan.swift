import Fovea

extension Network {
  /// How a program that has many pictures runs it.
  func planned(_ given: Workload.Given) throws -> Workload.Prepared {
    try eager(given)  // until inference plans have landed
  }
}
