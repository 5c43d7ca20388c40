internal import CKernels

/// What an operation tells the recorder of a plan about itself, so that a plan can do it again on
/// other numbers.
///
/// Every operation says how to run again eagerly; some also bring a loop that writes straight to where
/// the plan wants the result; a few say what they are, so that passes may fold and fuse them.
package struct PlanNote: Sendable {
  package typealias Again = @Sendable (_ inputs: [Tensor]) throws -> Tensor
  /// Reads the inputs' floats, each row by row, and writes all of the result's.
  typealias Loop =
    @Sendable (
      _ inputs: [UnsafePointer<Float>], _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
    ) -> Void

  var kind = PlanKind.other
  /// What is read beside the tensors that `tracing` was given: they follow those as inputs.
  var further: [Tensor] = []
  let again: Again
  var loop: Loop?

  /// An operation that a plan runs as it is. A graph of such steps can be planned too; it only
  /// gains nothing.
  package static func again(_ again: @escaping Again) -> PlanNote { PlanNote(again: again) }

  /// An operation with a loop of its own.
  static func loop(_ loop: @escaping Loop, again: @escaping Again) -> PlanNote {
    PlanNote(again: again, loop: loop)
  }

  /// An operation that passes know.
  static func known(
    _ kind: PlanKind, further: [Tensor] = [], loop: Loop? = nil, again: @escaping Again
  ) -> PlanNote {
    PlanNote(kind: kind, further: further, again: again, loop: loop)
  }

  /// An operation on each number by itself, whose result may overwrite its input.
  static func elementwise(
    _ count: Int, _ loop: @escaping @Sendable (CKTable) -> CKUnary, again: @escaping Again
  ) -> PlanNote {
    PlanNote(kind: .elementwise, again: again) { inputs, out, loops in
      let row = loop(loops)
      Work.chunks(count) { row(inputs[0] + $0.lowerBound, out + $0.lowerBound, $0.count) }
    }
  }
}

/// What a step of a plan is, as far as passes care.
enum PlanKind: Sendable {
  // As operations report themselves:
  /// x, weight, and a bias or none.
  case convolution(ConvolutionOptions)
  /// x, weight, and a bias or none.
  case linear
  /// x, scale, shift, running mean, running variance.
  case batchNorm(epsilon: Float)
  /// x · scale + shift, with two numbers.
  case scalars(scale: Float, shift: Float)
  /// a ∘ b, stretched over each other.
  case arithmetic(PlanArithmetic)
  case activation(FusedActivation)
  case concatenate(axis: Int)
  /// One input, one result of its size, which may lie in the same place.
  case elementwise
  case other

  // As the pass `lowered` writes them:
  /// A convolution or linear layer with constant weights: x, and a residual or none.
  case product(PlanProduct)
  /// x · scale + shift, a pair of numbers for each channel or for all.
  case affine(ChannelAffine)
  /// a + b of one shape.
  case sum
}

enum PlanArithmetic: Sendable { case add, subtract, multiply, divide }

struct ConvolutionOptions: Equatable, Sendable {
  let stride: Int
  let padding: Int
  let dilation: Int
  let groups: Int
}
