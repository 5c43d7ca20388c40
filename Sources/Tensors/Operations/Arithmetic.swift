// `+ - * /` between tensors, which stretch over each other (see `Broadcast`), and between a tensor
// and a number.

internal import CKernels

extension Tensor {
  /// The sum of two tensors, element by element.
  ///
  /// - Throws: `ShapeError` unless each axis, matched from the last, has equal lengths or a 1.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor {
    try tracing(
      "+", from: [a, b], flops: Swift.max(a.count, b.count),
      plan: .zipped(.add, a.shape, b.shape, { $0.sumLoops }) { try $0[0] + $0[1] }
    ) {
      let (shapeA, shapeB) = (a.shape, b.shape)
      return try zipped("+", a, b, reference: +, loops: \.sumLoops)
        .recording("+", from: [a, b]) { gradient in
          [try gradient.summed(to: shapeA), try gradient.summed(to: shapeB)]
        }
    }
  }

  /// The difference of two tensors, element by element; shapes as for `+`.
  public static func - (a: Tensor, b: Tensor) throws -> Tensor {
    try tracing(
      "-", from: [a, b], flops: Swift.max(a.count, b.count),
      plan: .zipped(.subtract, a.shape, b.shape, { $0.differenceLoops }) { try $0[0] - $0[1] }
    ) {
      let (shapeA, shapeB) = (a.shape, b.shape)
      return try zipped("-", a, b, reference: -, loops: \.differenceLoops)
        .recording("-", from: [a, b]) { gradient in
          [try gradient.summed(to: shapeA), try (-gradient).summed(to: shapeB)]
        }
    }
  }

  /// The product of two tensors, element by element; shapes as for `+`. For the matrix product see
  /// `matmul`.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor {
    try tracing(
      "*", from: [a, b], flops: Swift.max(a.count, b.count),
      plan: .zipped(.multiply, a.shape, b.shape, { $0.productLoops }) { try $0[0] * $0[1] }
    ) {
      try zipped("*", a, b, reference: *, loops: \.productLoops)
        .recording("*", from: [a, b]) { [a = a.detached(), b = b.detached()] gradient in
          [try (gradient * b).summed(to: a.shape), try (gradient * a).summed(to: b.shape)]
        }
    }
  }

  /// The quotient of two tensors, element by element; shapes as for `+`. Division by zero gives an
  /// infinity or NaN, as in IEEE 754.
  public static func / (a: Tensor, b: Tensor) throws -> Tensor {
    try tracing(
      "/", from: [a, b], flops: Swift.max(a.count, b.count),
      plan: .zipped(.divide, a.shape, b.shape, { $0.quotientLoops }) { try $0[0] / $0[1] }
    ) {
      try zipped("/", a, b, reference: /, loops: \.quotientLoops)
        .recording("/", from: [a, b]) { [a = a.detached(), b = b.detached()] gradient in
          let toA = try gradient / b
          return [try toA.summed(to: a.shape), try (-(toA * a / b)).summed(to: b.shape)]
        }
    }
  }

  /// Every element with its sign turned.
  public static prefix func - (x: Tensor) throws -> Tensor {
    try tracing(
      "-", from: [x], flops: x.count,
      plan: .known(.scalars(scale: -1, shift: 0)) { try -$0[0] }
    ) {
      try x.mapped("-", reference: { -$0 }, row: { each($0, $1, $2) { -$0 } })
        .recording("-", from: [x]) { gradient in [try -gradient] }
    }
  }
}

// MARK: - With a number

extension Tensor {
  public static func + (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "+", from: [a], flops: a.count,
      plan: .known(.scalars(scale: 1, shift: b)) { try $0[0] + b }
    ) {
      try a.mapped("+", with: b, reference: +, loop: \.add_scalar)
        .recording("+", from: [a]) { gradient in [gradient] }
    }
  }

  public static func + (a: Float, b: Tensor) throws -> Tensor { try b + a }

  public static func - (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "-", from: [a], flops: a.count,
      plan: .known(.scalars(scale: 1, shift: -b)) { try $0[0] - b }
    ) {
      try a.mapped("-", with: -b, reference: +, loop: \.add_scalar)
        .recording("-", from: [a]) { gradient in [gradient] }
    }
  }

  public static func - (a: Float, b: Tensor) throws -> Tensor {
    try tracing(
      "-", from: [b], flops: b.count,
      plan: .known(.scalars(scale: -1, shift: a)) { try a - $0[0] }
    ) {
      try b.mapped("-", with: a, reference: { $1 - $0 }, loop: \.subtract_from_scalar)
        .recording("-", from: [b]) { gradient in [try -gradient] }
    }
  }

  public static func * (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "*", from: [a], flops: a.count,
      plan: .known(.scalars(scale: b, shift: 0)) { try $0[0] * b }
    ) {
      try a.mapped("*", with: b, reference: *, loop: \.multiply_scalar)
        .recording("*", from: [a]) { gradient in [try gradient * b] }
    }
  }

  public static func * (a: Float, b: Tensor) throws -> Tensor { try b * a }

  public static func / (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "/", from: [a], flops: a.count,
      plan: (1 / b).isNormal
        ? .known(.scalars(scale: 1 / b, shift: 0)) { try $0[0] / b } : .again { try $0[0] / b }
    ) {
      try a.mapped("/", with: b, reference: /, loop: \.divide_by_scalar)
        .recording("/", from: [a]) { gradient in [try gradient / b] }
    }
  }

  public static func / (a: Float, b: Tensor) throws -> Tensor {
    try tracing("/", from: [b], flops: b.count, plan: .again { try a / $0[0] }) {
      try b.mapped("/", with: a, reference: { $1 / $0 }, loop: \.divide_scalar_by)
        .recording("/", from: [b]) { [b = b.detached()] gradient in
          [try gradient * -a / (b * b)]
        }
    }
  }
}

// MARK: - Compound assignment

extension Tensor {
  public static func += (a: inout Tensor, b: Tensor) throws { a = try a + b }
  public static func -= (a: inout Tensor, b: Tensor) throws { a = try a - b }
  public static func *= (a: inout Tensor, b: Tensor) throws { a = try a * b }
  public static func /= (a: inout Tensor, b: Tensor) throws { a = try a / b }
  public static func += (a: inout Tensor, b: Float) throws { a = try a + b }
  public static func -= (a: inout Tensor, b: Float) throws { a = try a - b }
  public static func *= (a: inout Tensor, b: Float) throws { a = try a * b }
  public static func /= (a: inout Tensor, b: Float) throws { a = try a / b }
}

// MARK: - Their loops

extension CKTable {
  fileprivate var sumLoops: BinaryLoops {
    BinaryLoops(rows: add, right: add_scalar, left: add_scalar)
  }
  fileprivate var differenceLoops: BinaryLoops {
    BinaryLoops(rows: subtract, right: add_scalar, turned: { -$0 }, left: subtract_from_scalar)
  }
  fileprivate var productLoops: BinaryLoops {
    BinaryLoops(rows: multiply, right: multiply_scalar, left: multiply_scalar)
  }
  fileprivate var quotientLoops: BinaryLoops {
    BinaryLoops(rows: divide, right: divide_by_scalar, left: divide_scalar_by)
  }
}
