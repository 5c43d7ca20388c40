// `+ - * /` between tensors, which stretch over each other (see `Broadcast`), and between a tensor
// and a number.

internal import CKernels

extension Tensor {
  /// The sum of two tensors, element by element.
  ///
  /// - Throws: `ShapeError` unless each axis, matched from the last, has equal lengths or a 1.
  /// - Returns: the shape of both; axes of length 1, and axes missing in front, are stretched: `[N,
  ///   C, H, W]` and `[C, 1, 1]` give `[N, C, H, W]`.
  /// - Example: `try Tensor([[1, 2], [3, 4]]) + Tensor([10, 20])`
  /// - Parameter a: of any shape.
  /// - Parameter b: of a shape that fits it.
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
  ///
  /// - Example: `try Tensor([5, 7]) - Tensor([1, 2])`
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
  ///
  /// - Example: `try Tensor([5, 7]) * Tensor([2, 3])`
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
  ///
  /// - Example: `try Tensor([5, 7]) / Tensor([2, 0])`
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
  ///
  /// - Returns: the shape of `x`.
  /// - Example: `try -Tensor([1, -2])`
  /// - Parameter x: of any shape.
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
  /// The same number added to every element; the shape stays.
  ///
  /// - Example: `try Tensor([1, 2]) + 10`
  public static func + (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "+", from: [a], flops: a.count,
      plan: .known(.scalars(scale: 1, shift: b)) { try $0[0] + b }
    ) {
      try a.mapped("+", with: b, reference: +, loop: \.add_scalar)
        .recording("+", from: [a]) { gradient in [gradient] }
    }
  }

  /// The same number added to every element; the shape stays.
  ///
  /// - Example: `try 10 + Tensor([1, 2])`
  public static func + (a: Float, b: Tensor) throws -> Tensor { try b + a }

  /// The same number taken from every element; the shape stays.
  ///
  /// - Example: `try Tensor([1, 2]) - 0.5`
  public static func - (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "-", from: [a], flops: a.count,
      plan: .known(.scalars(scale: 1, shift: -b)) { try $0[0] - b }
    ) {
      try a.mapped("-", with: -b, reference: +, loop: \.add_scalar)
        .recording("-", from: [a]) { gradient in [gradient] }
    }
  }

  /// Every element taken from the same number; the shape stays.
  ///
  /// - Example: `try 1 - Tensor([0.25, 2])`
  public static func - (a: Float, b: Tensor) throws -> Tensor {
    try tracing(
      "-", from: [b], flops: b.count,
      plan: .known(.scalars(scale: -1, shift: a)) { try a - $0[0] }
    ) {
      try b.mapped("-", with: a, reference: { $1 - $0 }, loop: \.subtract_from_scalar)
        .recording("-", from: [b]) { gradient in [try -gradient] }
    }
  }

  /// Every element times the same number; the shape stays.
  ///
  /// - Example: `try Tensor([1, 2]) * 255`
  public static func * (a: Tensor, b: Float) throws -> Tensor {
    try tracing(
      "*", from: [a], flops: a.count,
      plan: .known(.scalars(scale: b, shift: 0)) { try $0[0] * b }
    ) {
      try a.mapped("*", with: b, reference: *, loop: \.multiply_scalar)
        .recording("*", from: [a]) { gradient in [try gradient * b] }
    }
  }

  /// Every element times the same number; the shape stays.
  ///
  /// - Example: `try 255 * Tensor([0.25, 1])`
  public static func * (a: Float, b: Tensor) throws -> Tensor { try b * a }

  /// Every element divided by the same number; the shape stays.
  ///
  /// - Example: `try Tensor([51, 255]) / 255`
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

  /// The same number divided by every element; the shape stays.
  ///
  /// - Example: `try 1 / Tensor([2, 4])`
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
  /// Adds to a variable; shapes as for `+`, where the result must fit what follows, not the old
  /// shape.
  ///
  /// - Example:
  ///       var sum = try Tensor([1, 2])
  ///       try sum += Tensor([10, 20])
  ///       sum
  public static func += (a: inout Tensor, b: Tensor) throws { a = try a + b }
  /// Takes from a variable; shapes as for `+`.
  ///
  /// - Example:
  ///       var rest = try Tensor([10, 20])
  ///       try rest -= Tensor([1, 2])
  ///       rest
  public static func -= (a: inout Tensor, b: Tensor) throws { a = try a - b }
  /// Multiplies a variable, element by element; shapes as for `+`.
  ///
  /// - Example:
  ///       var product = try Tensor([2, 3])
  ///       try product *= Tensor([10, 20])
  ///       product
  public static func *= (a: inout Tensor, b: Tensor) throws { a = try a * b }
  /// Divides a variable, element by element; shapes as for `+`.
  ///
  /// - Example:
  ///       var quotient = try Tensor([2, 3])
  ///       try quotient /= Tensor([4, 2])
  ///       quotient
  public static func /= (a: inout Tensor, b: Tensor) throws { a = try a / b }
  /// Adds a number to every element of a variable; its shape stays.
  ///
  /// - Example:
  ///       var sum = try Tensor([1, 2])
  ///       try sum += 0.5
  ///       sum
  public static func += (a: inout Tensor, b: Float) throws { a = try a + b }
  /// Takes a number from every element of a variable; its shape stays.
  ///
  /// - Example:
  ///       var rest = try Tensor([1, 2])
  ///       try rest -= 0.5
  ///       rest
  public static func -= (a: inout Tensor, b: Float) throws { a = try a - b }
  /// Multiplies every element of a variable; its shape stays.
  ///
  /// - Example:
  ///       var product = try Tensor([1, 2])
  ///       try product *= 3
  ///       product
  public static func *= (a: inout Tensor, b: Float) throws { a = try a * b }
  /// Divides every element of a variable; its shape stays.
  ///
  /// - Example:
  ///       var quotient = try Tensor([51, 255])
  ///       try quotient /= 255
  ///       quotient
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
