// s: the step, counted from 0.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif
import Tensors

/// How the learning rate goes with time: a pure function of the step, so that a resumed run goes on
/// exactly where it stopped.
///
/// A number is a schedule too: `SGD(parameters, learningRate: 0.1)` stays at 0.1.
///
/// - Example: `Schedule.constant(0.1)(1000)`
public struct Schedule: Sendable, Equatable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral
{
  private indirect enum Kind: Sendable, Equatable {
    case constant(Double)
    case steps(Double, milestones: [Int], factor: Double)
    case everySteps(Double, every: Int, factor: Double)
    case cosine(Double, floor: Double, steps: Int)
    case warmUp(steps: Int, from: Double, then: Schedule)
  }

  private let kind: Kind

  /// The learning rate at step `s` = 0, 1, 2 … A negative step counts as 0.
  ///
  /// - Example: `try Schedule.step(0.1, every: 100)(250)`
  public func callAsFunction(_ s: Int) -> Float { Float(rate(max(0, s))) }

  private func rate(_ s: Int) -> Double {
    switch kind {
    case .constant(let rate):
      return rate
    case .steps(let rate, let milestones, let factor):
      return rate * pow(factor, Double(milestones.count { $0 <= s }))
    case .everySteps(let rate, let every, let factor):
      return rate * pow(factor, Double(s / every))
    case .cosine(let rate, let floor, let steps):
      guard s < steps else { return floor }
      return floor + (rate - floor) * (1 + cos(Double.pi * Double(s) / Double(steps))) / 2
    case .warmUp(let steps, let from, let next):
      guard s < steps else { return next.rate(s - steps) }
      return next.rate(0) * (from + (1 - from) * Double(s) / Double(steps))
    }
  }

  public init(floatLiteral value: Double) { kind = .constant(value) }
  public init(integerLiteral value: Int) { kind = .constant(Double(value)) }
  private init(_ kind: Kind) { self.kind = kind }
}

extension Schedule {
  /// Always the same.
  ///
  /// - Parameter rate: of every step.
  /// - Example: `Schedule.constant(0.1)(1000)`
  public static func constant(_ rate: Float) -> Schedule { Schedule(.constant(Double(rate))) }

  /// Multiplied by `factor` every so many steps (PyTorch's `StepLR`).
  ///
  /// - Throws: `ShapeError` unless `every` is at least 1.
  /// - Parameter rate: of the first steps.
  /// - Example: `try Schedule.step(0.1, every: 100)(250)`
  public static func step(_ rate: Float, every: Int, factor: Float = 0.1) throws -> Schedule {
    try check(every, "a number of steps, at least 1", in: "Schedule.step")
    return Schedule(.everySteps(Double(rate), every: every, factor: Double(factor)))
  }

  /// Multiplied by `factor` at each milestone (PyTorch's `MultiStepLR`).
  ///
  /// - Parameter rate: of the first steps.
  /// - Parameter milestones: steps.
  /// - Example: `Schedule.step(0.1, at: [100, 150])(120)`
  public static func step(_ rate: Float, at milestones: [Int], factor: Float = 0.1) -> Schedule {
    Schedule(.steps(Double(rate), milestones: milestones, factor: Double(factor)))
  }

  /// Half a cosine from `rate` down to `floor` in so many steps, then `floor` for ever.
  ///
  /// - Source: Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5, without restarts.
  /// - Differs: PyTorch's `CosineAnnealingLR` rises again after the last step.
  /// - Throws: `ShapeError` unless `steps` is at least 1.
  /// - Example: `try Schedule.cosine(0.1, steps: 100)(50)`
  public static func cosine(_ rate: Float, to floor: Float = 0, steps: Int) throws -> Schedule {
    try check(steps, "a number of steps, at least 1", in: "Schedule.cosine")
    return Schedule(.cosine(Double(rate), floor: Double(floor), steps: steps))
  }

  /// Rises in a straight line for so many steps, then goes on as another schedule from its step 0
  /// (PyTorch's `LinearLR`, then the other, in a `SequentialLR`).
  ///
  /// - Parameter from: the fraction of the other schedule's first rate to begin with.
  /// - Source: Goyal et al., "Accurate, Large Minibatch SGD", 2017, §2.2.
  /// - Throws: `ShapeError` unless `steps` is at least 1.
  /// - Parameter next: what comes then.
  /// - Example: `try Schedule.warmUp(steps: 100, then: 0.1)(50)`
  public static func warmUp(
    steps: Int, from: Float = 0.001, then next: Schedule
  ) throws -> Schedule {
    try check(steps, "a number of steps, at least 1", in: "Schedule.warmUp")
    return Schedule(.warmUp(steps: steps, from: Double(from), then: next))
  }

  private static func check(_ steps: Int, _ expected: String, in operation: String) throws {
    guard steps >= 1 else {
      throw ShapeError(operation: operation, expected: expected, found: "\(steps)")
    }
  }
}
