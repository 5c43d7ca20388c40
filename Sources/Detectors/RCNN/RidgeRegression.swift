// N samples, F features, T targets.

import Tensors

/// The linear map from features to targets with the least sum of squared errors, plus λ times its own
/// squares: the larger λ, the smaller and safer its weights. Found in one go, without steps: by the
/// smaller of the two systems of equations that have it as their solution.
///
/// - Source: Hoerl and Kennard, "Ridge Regression", Technometrics 1970; for boxes, Girshick et al.,
///   "R-CNN", CVPR 2014, appendix C, equation 5, with λ = 1000.
/// - Differs: the offset is not held small.
/// - Example:
///
///     let x = try Tensor([1, 2, 3, 4], shape: [4, 1])
///     let line = try RidgeRegression(features: x, targets: x * 3 + 1, lambda: 0.01)
///     try linear(x, line.weight, bias: line.bias).values
public struct RidgeRegression: Sendable {
  /// `[T, F]`.
  public let weight: Tensor
  /// `[T]`.
  public let bias: Tensor

  /// Fits it, in closed form.
  ///
  /// - Parameters:
  ///   - features: `[N, F]`, finite.
  ///   - targets: `[N, T]`, finite.
  ///   - lambda: λ, above 0.
  /// - Throws: `ShapeError` when the shapes do not fit or λ is not above 0.
  public init(features: Tensor, targets: Tensor, lambda: Float = 1000) throws {
    guard features.rank == 2, targets.rank == 2, features.shape[0] == targets.shape[0],
      features.shape[0] > 0
    else {
      throw ShapeError(
        operation: "RidgeRegression",
        expected: "features [N, F] and targets [N, T] of at least one sample",
        found: "\(features.shape) and \(targets.shape)")
    }
    guard lambda > 0, lambda.isFinite else {
      throw ShapeError(
        operation: "RidgeRegression", expected: "a lambda above 0", found: "\(lambda)")
    }
    guard features.values.allSatisfy(\.isFinite), targets.values.allSatisfy(\.isFinite) else {
      throw ShapeError(
        operation: "RidgeRegression", expected: "finite features and targets",
        found: "a NaN or an infinity", hint: "an offset from an empty box is none")
    }
    let (count, length, width) = (features.shape[0], features.shape[1], targets.shape[1])
    var x = features.values.map { Double($0) }
    var y = targets.values.map { Double($0) }
    let featureMeans = Self.center(&x, columns: length)
    let targetMeans = Self.center(&y, columns: width)
    let solution =
      count < length
      ? Self.fewSamples(x, y, count: count, length: length, width: width, lambda: Double(lambda))
      : Self.manySamples(x, y, count: count, length: length, width: width, lambda: Double(lambda))
    weight = try Tensor(
      (0..<width).flatMap { target in (0..<length).map { Float(solution[$0 * width + target]) } },
      shape: [width, length])
    bias = try Tensor(
      (0..<width).map { target in
        Float(
          (0..<length).reduce(targetMeans[target]) {
            $0 - featureMeans[$1] * solution[$1 * width + target]
          })
      }, shape: [width])
  }

  /// (Xᵀ X + λ I) W = Xᵀ Y: a system as large as there are features.
  ///
  /// - Returns: W, `[F, T]`.
  private static func manySamples(
    _ x: [Double], _ y: [Double], count: Int, length: Int, width: Int, lambda: Double
  ) -> [Double] {
    var matrix = [Double](repeating: 0, count: length * length)
    var right = [Double](repeating: 0, count: length * width)
    x.withUnsafeBufferPointer { x in
      matrix.withUnsafeMutableBufferPointer { matrix in
        for n in 0..<count {
          for row in 0..<length {
            let value = x[n * length + row]
            if value == 0 { continue }
            for column in 0...row {
              matrix[row * length + column] += value * x[n * length + column]
            }
          }
        }
      }
      for n in 0..<count {
        for row in 0..<length {
          for target in 0..<width {
            right[row * width + target] += x[n * length + row] * y[n * width + target]
          }
        }
      }
    }
    for row in 0..<length { matrix[row * length + row] += lambda }
    return solved(&matrix, right, size: length, columns: width)
  }

  /// The same W as Xᵀ A with (X Xᵀ + λ I) A = Y: a system as large as there are samples.
  private static func fewSamples(
    _ x: [Double], _ y: [Double], count: Int, length: Int, width: Int, lambda: Double
  ) -> [Double] {
    var matrix = [Double](repeating: 0, count: count * count)
    x.withUnsafeBufferPointer { x in
      for row in 0..<count {
        for column in 0...row {
          matrix[row * count + column] = dot(x, row * length, column * length, length)
        }
        matrix[row * count + row] += lambda
      }
    }
    let shares = solved(&matrix, y, size: count, columns: width)  // A
    var weight = [Double](repeating: 0, count: length * width)
    for n in 0..<count {
      for row in 0..<length {
        let value = x[n * length + row]
        if value == 0 { continue }
        for target in 0..<width {
          weight[row * width + target] += value * shares[n * width + target]
        }
      }
    }
    return weight
  }

  /// The product of two rows, summed in eight parts.
  private static func dot(
    _ x: UnsafeBufferPointer<Double>, _ first: Int, _ second: Int, _ length: Int
  ) -> Double {
    var parts = SIMD8<Double>()
    var index = 0
    while index + 8 <= length {
      for lane in 0..<8 { parts[lane] += x[first + index + lane] * x[second + index + lane] }
      index += 8
    }
    var sum = parts.sum()
    for rest in index..<length { sum += x[first + rest] * x[second + rest] }
    return sum
  }

  /// Takes the mean of each column away, and answers the means.
  private static func center(_ values: inout [Double], columns: Int) -> [Double] {
    let rows = columns > 0 ? values.count / columns : 0
    var means = [Double](repeating: 0, count: columns)
    for row in 0..<rows {
      for column in 0..<columns { means[column] += values[row * columns + column] }
    }
    for column in 0..<columns { means[column] /= Double(max(1, rows)) }
    for row in 0..<rows {
      for column in 0..<columns { values[row * columns + column] -= means[column] }
    }
    return means
  }

  /// Solves A x = b for a symmetric, positive definite A, of which the lower triangle is read: A is
  /// taken apart into L Lᵀ (Cholesky), then L and Lᵀ are undone one after the other.
  private static func solved(
    _ a: inout [Double], _ b: [Double], size: Int, columns: Int
  ) -> [Double] {
    var b = b
    a.withUnsafeMutableBufferPointer { a in
      // quote: cholesky
      for row in 0..<size {
        for column in 0...row {
          var sum = a[row * size + column]
          for k in 0..<column { sum -= a[row * size + k] * a[column * size + k] }
          a[row * size + column] =
            row == column ? max(sum, 1e-300).squareRoot() : sum / a[column * size + column]
        }
      }
      // end quote
      for target in 0..<columns {
        for row in 0..<size {
          var sum = b[row * columns + target]
          for k in 0..<row { sum -= a[row * size + k] * b[k * columns + target] }
          b[row * columns + target] = sum / a[row * size + row]
        }
        for row in (0..<size).reversed() {
          var sum = b[row * columns + target]
          for k in row + 1..<max(size, row + 1) {
            sum -= a[k * size + row] * b[k * columns + target]
          }
          b[row * columns + target] = sum / a[row * size + row]
        }
      }
    }
    return b
  }
}

extension RidgeRegression: CustomStringConvertible {
  public var description: String {
    "RidgeRegression(\(weight.shape[1]) features, \(weight.shape[0]) targets)"
  }
}
