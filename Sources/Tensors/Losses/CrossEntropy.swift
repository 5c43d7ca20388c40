internal import CKernels

// N examples, C classes, P places: 1 for [N, C], H·W for [N, C, H, W].

/// How surprised class scores are by the true classes: `-log softmax(logits)[target]`, averaged.
///
/// - Parameters:
///   - logits: `[N, C]` or `[N, C, H, W]` (any number of axes after the classes).
///   - targets: the true class of each example or place, as whole numbers: `[N]` or `[N, H, W]`.
///   - ignored: a target that counts for nothing: no loss, no gradient, no share in the mean.
///   - weights: one for each class, `[C]`. The mean divides by the weights of the targets present, as
///     in PyTorch.
///   - reduction: `.none` gives losses in the shape of the targets, 0 where ignored.
/// - Returns: when all targets are ignored, 0 (PyTorch: NaN).
/// - Throws: `ShapeError` for shapes that do not fit, or a target that is no class, with its place.
/// - Example: `try crossEntropy(Tensor([[2, 0, 0], [0, 0, 1]]), Tensor([0, 2]), reduction: .none)`
public func crossEntropy(
  _ logits: Tensor, _ targets: Tensor, ignoring ignored: Int? = nil, weights: Tensor? = nil,
  reduction: LossReduction = .mean
) throws -> Tensor {
  guard logits.rank >= 2 else {
    throw ShapeError(
      operation: "crossEntropy", expected: "logits [N, C] or [N, C, H, W]",
      found: "shape \(logits.shape)")
  }
  let shape = Shape.reducing(logits.shape, axes: [1], keepingAxes: false)
  guard targets.shape == shape else {
    throw ShapeError(
      operation: "crossEntropy", expected: "targets \(shape) for logits \(logits.shape)",
      found: "\(targets.shape)", hint: "targets are class numbers, not one-hot rows")
  }
  return try crossEntropy(
    logits, targets.wholeNumbers(operation: "crossEntropy", role: "whole class numbers"),
    ignoring: ignored, weights: weights, reduction: reduction)
}

/// The same with the true classes in an array, row by row.
///
/// - Parameter logits: `[N, C]` or `[N, C, H, W]`.
/// - Parameter targets: N, or N·H·W, class numbers.
/// - Parameter ignored: a target that counts for nothing.
/// - Parameter weights: one for each class, `[C]`.
/// - Returns: `[]`, or with `.none` the losses, `[N]` or `[N, H, W]`.
/// - Example: `try crossEntropy(Tensor([[2, 0, 0], [0, 0, 1]]), [0, 2])`
public func crossEntropy(
  _ logits: Tensor, _ targets: [Int], ignoring ignored: Int? = nil, weights: Tensor? = nil,
  reduction: LossReduction = .mean
) throws -> Tensor {
  let plan = try CrossEntropy(logits, targets, ignored: ignored, weights: weights)
  return try tracing("crossEntropy", from: [logits], flops: 5 * logits.count) {
    let logProbabilities = try logits.detached().logSoftmax(axis: 1)  // [N, C, P]
    let losses = try plan.losses(logProbabilities)  // [N, P]
    let loss =
      switch reduction {
      case .none: losses
      case .sum: try losses.sum()
      case .mean: try losses.sum() * plan.meanFactor
      }
    return loss.recording("crossEntropy", from: [logits]) { gradient in
      let each = reduction == .mean ? try gradient * plan.meanFactor : gradient
      return [try plan.gradient(logProbabilities, upstream: each)]
    }
  }
}

/// Checked targets and what each counts for.
private struct CrossEntropy: Sendable {
  let shape: [Int]
  let classes, places: Int
  /// Row by row; nothing where ignored.
  let targets: [Int?]
  /// Of each target: its class's weight, or 0 where ignored.
  let weights: [Float]

  init(_ logits: Tensor, _ targets: [Int], ignored: Int?, weights: Tensor?) throws {
    guard logits.rank >= 2 else {
      throw ShapeError(
        operation: "crossEntropy", expected: "logits [N, C] or [N, C, H, W]",
        found: "shape \(logits.shape)")
    }
    shape = Shape.reducing(logits.shape, axes: [1], keepingAxes: false)
    let classes = logits.shape[1]
    self.classes = classes
    places = shape.dropFirst().reduce(1, *)
    let expectedCount = shape.reduce(1, *)
    guard targets.count == expectedCount else {
      throw ShapeError(
        operation: "crossEntropy",
        expected: "\(expectedCount) targets for logits \(logits.shape)",
        found: "\(targets.count)")
    }
    let classWeights = weights?.values
    if let weights, weights.shape != [classes] {
      throw ShapeError(
        operation: "crossEntropy", expected: "weights [\(classes)], one for each class",
        found: "\(weights.shape)")
    }
    self.targets = try targets.enumerated().map { place, target in
      if target == ignored { return nil }
      guard target >= 0, target < classes else {
        throw ShapeError(
          operation: "crossEntropy", expected: "classes in 0 ..< \(classes)",
          found: "\(target) at place \(place)",
          hint: "targets to leave out are named by `ignoring:`")
      }
      return target
    }
    self.weights = self.targets.map { target in target.map { classWeights?[$0] ?? 1 } ?? 0 }
  }

  /// 1 over the weights of all targets; 0 when there are none.
  var meanFactor: Float {
    let total = weights.reduce(0.0) { $0 + Double($1) }
    return total > 0 ? Float(1 / total) : 0
  }

  /// - Parameter logProbabilities: `[N, C, P]`.
  /// - Returns: `[N, P]`.
  func losses(_ logProbabilities: Tensor) throws -> Tensor {
    try Tensor(shape: shape, operation: "crossEntropy") { result in
      logProbabilities.withFloats { x in
        for (place, target) in targets.enumerated() {
          let start = place / places * classes * places + place % places
          result[place] = target.map { -weights[place] * x[start + $0 * places] } ?? 0
        }
      }
    }
  }

  /// `weight · (softmax - one-hot)` of every place.
  ///
  /// - Parameter upstream: one number for all places, or one for each.
  func gradient(_ logProbabilities: Tensor, upstream: Tensor) throws -> Tensor {
    let factors = zip(try upstream.broadcasted(to: shape).values, weights).map { $0 * $1 }
    let probabilities = try logProbabilities.exp()
    return try Tensor(shape: probabilities.shape, operation: "crossEntropy") { result in
      probabilities.withFloats { x in
        factors.withUnsafeBufferPointer { factors in
          guard let factors = factors.baseAddress else { return }
          scale(x, by: factors, into: result)
        }
        for (place, target) in targets.enumerated() {
          let start = place / places * classes * places + place % places
          if let target {
            let i = start + target * places
            result[i] = factors[place] * (x[i] - 1)
          } else {
            for number in 0..<classes { result[start + number * places] = 0 }
          }
        }
      }
    }
  }

  /// Every probability times its place's factor.
  private func scale(
    _ x: UnsafePointer<Float>, by factors: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let loops = Kernels.current.loops
    Work.items(targets.count / max(places, 1), elements: classes * places) { example in
      let start = example * classes * places
      if places == 1 {
        loops.multiply_scalar(x + start, factors[example], result + start, classes)
      } else {
        for row in stride(from: start, to: start + classes * places, by: places) {
          loops.multiply(x + row, factors + example * places, result + row, places)
        }
      }
    }
  }
}
