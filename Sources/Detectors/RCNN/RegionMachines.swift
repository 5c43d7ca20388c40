// K classes without background, F features, D numbers of the pooled map.

import Layers
import Tensors

/// A network whose last word about regions is fitted in one go: a support vector machine for each
/// class, and for each class a linear map to the way its box should move.
public protocol RegionMachineNetwork: PictureNetwork {
  /// Background first: class k of the machines is `classNames[k + 1]`.
  var classNames: [String] { get }

  /// Puts a machine in the place of one class's.
  ///
  /// - Throws: `ShapeError` for another class, or another number of features.
  func set(_ machine: LinearSVM, forClass index: Int) throws

  /// Puts a map from features to offsets in the place of one class's.
  ///
  /// - Throws: as `set(_:forClass:)`.
  func set(_ regression: RidgeRegression, forClass index: Int) throws
}

/// The machines and box regressions of all classes, as two layers.
///
/// ```
/// svm.weight    [K, F]     svm.bias    [K]
/// boxes.weight  [4K, D]    boxes.bias  [4K]     dx, dy, dw, dh of class 1, of class 2, …
/// ```
struct RegionMachines: Sendable {
  let svm, boxes: Linear
  /// F and D.
  let vectorLength, mapLength: Int

  /// Machines that say 0, and boxes that stay where they are.
  ///
  /// - Parameter owner: the network, for errors.
  /// - Throws: `ShapeError` without a class beside the background.
  init(classNames: [String], vectorLength: Int, mapLength: Int, owner: String) throws {
    let count = classNames.count - 1
    guard count >= 1 else {
      throw ShapeError(
        operation: owner, expected: "background and at least one class", found: "\(classNames)")
    }
    self.vectorLength = vectorLength
    self.mapLength = mapLength
    svm = try Linear(weight: .zeros([count, vectorLength]), bias: .zeros([count]))
    boxes = try Linear(weight: .zeros([4 * count, mapLength]), bias: .zeros([4 * count]))
  }

  var children: [LayerChild] { [("svm", svm), ("boxes", boxes)] }

  /// K.
  var count: Int { svm.weight.value.shape[0] }

  func set(_ machine: LinearSVM, forClass index: Int, owner: String) throws {
    guard 1...count ~= index, machine.weight.count == vectorLength else {
      throw ShapeError(
        operation: "\(owner).set",
        expected: "a class of 1…\(count) and a machine of \(vectorLength) features",
        found: "class \(index) and \(machine.weight.count) features")
    }
    try Self.replace(index - 1, of: svm.weight, with: machine.weight)
    if let bias = svm.bias { try Self.replace(index - 1, of: bias, with: [machine.bias]) }
  }

  func set(_ regression: RidgeRegression, forClass index: Int, owner: String) throws {
    guard 1...count ~= index, regression.weight.shape == [4, mapLength] else {
      throw ShapeError(
        operation: "\(owner).set",
        expected: "a class of 1…\(count) and a regression of \(mapLength) features to 4 offsets",
        found: "class \(index) and \(regression.weight.shape)")
    }
    try Self.replace(index - 1, of: boxes.weight, with: regression.weight.values)
    if let bias = boxes.bias { try Self.replace(index - 1, of: bias, with: regression.bias.values) }
  }

  /// Writes the numbers of one class over its place among all of them.
  private static func replace(_ place: Int, of parameter: Parameter, with numbers: [Float]) throws {
    let old = parameter.value
    var values = old.values
    let first = place * numbers.count
    values.replaceSubrange(first..<first + numbers.count, with: numbers)
    parameter.value = try Tensor(values, shape: old.shape)
  }
}
