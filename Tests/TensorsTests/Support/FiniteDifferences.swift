@testable import Tensors

/// The gradient of `Σ weights · operation(inputs)` by one input, from the outside: five-point central
/// differences, summed in Double, so that float32 results are good for about five digits.
///
/// - Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", §25.3.6.
func finiteDifferences(
  _ test: OperationCase, input: Int, weights: [Float]
) throws -> Tensor {
  let original = test.inputs[input]
  let values = original.values
  func loss(_ place: Int, _ value: Float) throws -> Double {
    var moved = values
    moved[place] = value
    var inputs = test.inputs
    inputs[input] = try Tensor(moved, shape: original.shape)
    let result = try test.operation(inputs).values
    return result.indices.reduce(0.0) { $0 + Double(result[$1]) * Double(weights[$1]) }
  }
  let slopes = try values.indices.map { place in
    let x = values[place]
    let step = test.step
    let near = try loss(place, x + step) - loss(place, x - step)
    let far = try loss(place, x + 2 * step) - loss(place, x - 2 * step)
    let nearWidth = Double(x + step) - Double(x - step)
    let farWidth = Double(x + 2 * step) - Double(x - 2 * step)
    return Float((4 * near / nearWidth - far / farWidth) / 3)
  }
  return try Tensor(slopes, shape: original.shape)
}
