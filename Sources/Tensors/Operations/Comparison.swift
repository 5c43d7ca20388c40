// Comparisons answer a mask: 1 where they hold, 0 elsewhere, in the stretched shape of both sides.
// A comparison with NaN does not hold (only `.!=` does). No gradient flows through a mask.

extension Tensor {
  /// 1 where the left element is smaller, else 0. Shapes stretch as for `+`; NaN is smaller than
  /// nothing.
  ///
  /// - Example: `try Tensor([1, 2, 3]) .< Tensor([3, 2, 1])`
  public static func .< (a: Tensor, b: Tensor) throws -> Tensor {
    try compared(".<", a, b, reference: { $0 < $1 }) { each($0, $1, $2, $3) { $0 < $1 ? 1 : 0 } }
  }
  /// 1 where the left element is smaller or equal, else 0. Shapes stretch as for `+`.
  ///
  /// - Example: `try Tensor([1, 2, 3]) .<= Tensor([3, 2, 1])`
  public static func .<= (a: Tensor, b: Tensor) throws -> Tensor {
    try compared(".<=", a, b, reference: { $0 <= $1 }) { each($0, $1, $2, $3) { $0 <= $1 ? 1 : 0 } }
  }
  /// 1 where the left element is larger, else 0. Shapes stretch as for `+`.
  ///
  /// - Example: `try Tensor([1, 2, 3]) .> Tensor([3, 2, 1])`
  public static func .> (a: Tensor, b: Tensor) throws -> Tensor {
    try compared(".>", a, b, reference: { $0 > $1 }) { each($0, $1, $2, $3) { $0 > $1 ? 1 : 0 } }
  }
  /// 1 where the left element is larger or equal, else 0. Shapes stretch as for `+`.
  ///
  /// - Example: `try Tensor([1, 2, 3]) .>= Tensor([3, 2, 1])`
  public static func .>= (a: Tensor, b: Tensor) throws -> Tensor {
    try compared(".>=", a, b, reference: { $0 >= $1 }) { each($0, $1, $2, $3) { $0 >= $1 ? 1 : 0 } }
  }
  /// 1 where both elements are equal, else 0. Shapes stretch as for `+`; NaN equals nothing.
  ///
  /// - Example: `try Tensor([1, 2, 3]) .== Tensor([3, 2, 1])`
  public static func .== (a: Tensor, b: Tensor) throws -> Tensor {
    try compared(".==", a, b, reference: { $0 == $1 }) { each($0, $1, $2, $3) { $0 == $1 ? 1 : 0 } }
  }
  /// 1 where the elements differ, else 0. Shapes stretch as for `+`; NaN differs from everything.
  ///
  /// - Example: `try Tensor([1, 2, 3]) .!= Tensor([3, 2, 1])`
  public static func .!= (a: Tensor, b: Tensor) throws -> Tensor {
    try compared(".!=", a, b, reference: { $0 != $1 }) { each($0, $1, $2, $3) { $0 != $1 ? 1 : 0 } }
  }

  public static func .< (a: Tensor, b: Float) throws -> Tensor { try a .< Tensor(b) }
  public static func .<= (a: Tensor, b: Float) throws -> Tensor { try a .<= Tensor(b) }
  public static func .> (a: Tensor, b: Float) throws -> Tensor { try a .> Tensor(b) }
  public static func .>= (a: Tensor, b: Float) throws -> Tensor { try a .>= Tensor(b) }
  public static func .== (a: Tensor, b: Float) throws -> Tensor { try a .== Tensor(b) }
  public static func .!= (a: Tensor, b: Float) throws -> Tensor { try a .!= Tensor(b) }

  public static func .< (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) .< b }
  public static func .<= (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) .<= b }
  public static func .> (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) .> b }
  public static func .>= (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) .>= b }
  public static func .== (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) .== b }
  public static func .!= (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) .!= b }

  private static func compared(
    _ operation: String, _ a: Tensor, _ b: Tensor,
    reference: @escaping @Sendable (Double, Double) -> Bool, row: @escaping PairLoop
  ) throws -> Tensor {
    try tracing(
      operation, from: [a, b], flops: Swift.max(a.count, b.count),
      plan: .again { try compared(operation, $0[0], $0[1], reference: reference, row: row) }
    ) {
      try zipped(operation, a, b, reference: { reference($0, $1) ? 1 : 0 }, row: row)
    }
  }
}

/// The larger of each pair of elements; NaN where either is NaN. Shapes stretch as for `+`.
///
/// Where both are equal, each gets half of the gradient.
///
/// - Returns: the stretched shape.
/// - Example: `try maximum(Tensor([1, 5]), Tensor([4, 2]))`
public func maximum(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  try tracing(
    "maximum", from: [a, b], flops: Swift.max(a.count, b.count),
    plan: .again { try maximum($0[0], $0[1]) }
  ) {
    try zipped("maximum", a, b, reference: { $0 != $0 || $0 > $1 ? $0 : $1 }) {
      each($0, $1, $2, $3) { $0 != $0 || $0 > $1 ? $0 : $1 }
    }
    .recording("maximum", from: [a, b]) { [a = a.detached(), b = b.detached()] gradient in
      let share = try ((a .> b) + (a .>= b)) * 0.5
      return [
        try (gradient * share).summed(to: a.shape),
        try (gradient * (1 - share)).summed(to: b.shape),
      ]
    }
  }
}

/// The smaller of each pair of elements; NaN where either is NaN. Shapes stretch as for `+`.
///
/// Where both are equal, each gets half of the gradient.
///
/// - Returns: the stretched shape.
/// - Example: `try minimum(Tensor([1, 5]), Tensor([4, 2]))`
public func minimum(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  try tracing(
    "minimum", from: [a, b], flops: Swift.max(a.count, b.count),
    plan: .again { try minimum($0[0], $0[1]) }
  ) {
    try zipped("minimum", a, b, reference: { $0 != $0 || $0 < $1 ? $0 : $1 }) {
      each($0, $1, $2, $3) { $0 != $0 || $0 < $1 ? $0 : $1 }
    }
    .recording("minimum", from: [a, b]) { [a = a.detached(), b = b.detached()] gradient in
      let share = try ((a .< b) + (a .<= b)) * 0.5
      return [
        try (gradient * share).summed(to: a.shape),
        try (gradient * (1 - share)).summed(to: b.shape),
      ]
    }
  }
}
