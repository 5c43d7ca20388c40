import Fovea
import LessonSwift

extension HostLibrary {
  /// Arithmetic and comparison between tensors, and between a tensor and a number.
  mutating func addTensorOperators() {
    typealias Binary = (Tensor, Tensor) throws -> Tensor
    let arithmetic: [(String, Binary)] = [
      ("+", { try $0 + $1 }), ("-", { try $0 - $1 }), ("*", { try $0 * $1 }),
      ("/", { try $0 / $1 }),
    ]
    let comparisons: [(String, Binary)] = [
      (".<", { try $0 .< $1 }), (".<=", { try $0 .<= $1 }), (".>", { try $0 .> $1 }),
      (".>=", { try $0 .>= $1 }), (".==", { try $0 .== $1 }), (".!=", { try $0 .!= $1 }),
    ]
    for (name, apply) in arithmetic + comparisons {
      `operator`("func \(name) (a: Tensor, b: Tensor) throws -> Tensor") {
        (a: Tensor, b: Tensor) in try apply(a, b)
      }
      `operator`("func \(name) (a: Tensor, b: Float) throws -> Tensor") {
        (a: Tensor, b: Float) in try apply(a, Tensor(b))
      }
      `operator`("func \(name) (a: Float, b: Tensor) throws -> Tensor") {
        (a: Float, b: Tensor) in try apply(Tensor(a), b)
      }
    }
    for (name, apply) in arithmetic {
      `operator`("func \(name)= (a: inout Tensor, b: Tensor) throws") {
        (a: Inout<Tensor>, b: Tensor) in a.value = try apply(a.value, b)
      }
      `operator`("func \(name)= (a: inout Tensor, b: Float) throws") {
        (a: Inout<Tensor>, b: Float) in a.value = try apply(a.value, Tensor(b))
      }
    }
    `operator`("func - (x: Tensor) throws -> Tensor") { (x: Tensor) in try -x }
    function("func maximum(_ a: Tensor, _ b: Tensor) throws -> Tensor") {
      (a: Tensor, b: Tensor) in try maximum(a, b)
    }
    function("func minimum(_ a: Tensor, _ b: Tensor) throws -> Tensor") {
      (a: Tensor, b: Tensor) in try minimum(a, b)
    }
  }

  /// Number by number, and over axes.
  mutating func addTensorMath() {
    typealias Unary = (Tensor) throws -> Tensor
    let elementwise: [(String, String, Unary)] = [
      ("exp", "e to the power of each number.", { try $0.exp() }),
      ("log", "The natural logarithm of each number.", { try $0.log() }),
      ("squareRoot", "The root of each number.", { try $0.squareRoot() }),
      ("abs", "Each number without its sign.", { try $0.abs() }),
      ("relu", "max(0, x), number by number.", { try $0.relu() }),
      ("sigmoid", "1 / (1 + exp(-x)), number by number.", { try $0.sigmoid() }),
      ("tanh", "The hyperbolic tangent of each number.", { try $0.tanh() }),
      ("transposed", "Rows and columns exchanged (the last two axes).", { try $0.transposed() }),
    ]
    for (name, help, apply) in elementwise {
      method("func \(name)() throws -> Tensor", on: Tensor.self, help: help) { (x: Tensor) in
        try apply(x)
      }
    }
    method("func leakyReLU(slope: Float = 0.01) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, slope: Float) in try x.leakyReLU(slope: slope)
    }
    method("func power(_ exponent: Float) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, exponent: Float) in try x.power(exponent)
    }
    method("func clamp(_ range: ClosedRange<Float>) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, range: ClosedRange<Float>) in try x.clamp(range)
    }
    method(
      "func softmax(axis: Int) throws -> Tensor", on: Tensor.self,
      help: "Positive numbers that add up to 1 along the axis."
    ) { (x: Tensor, axis: Int) in try x.softmax(axis: axis) }
    method("func logSoftmax(axis: Int) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, axis: Int) in try x.logSoftmax(axis: axis)
    }

    typealias Reduction = (Tensor, [Int]?, Bool) throws -> Tensor
    let reductions: [(String, Reduction)] = [
      ("sum", { try $0.sum(axes: $1, keepingAxes: $2) }),
      ("mean", { try $0.mean(axes: $1, keepingAxes: $2) }),
      ("max", { try $0.max(axes: $1, keepingAxes: $2) }),
      ("min", { try $0.min(axes: $1, keepingAxes: $2) }),
    ]
    for (name, apply) in reductions {
      method(
        "func \(name)(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor",
        on: Tensor.self, help: "Over the given axes, or over all."
      ) { (x: Tensor, axes: [Int]?, keeping: Bool) in try apply(x, axes, keeping) }
    }
    method(
      "func variance(axes: [Int]? = nil, keepingAxes: Bool = false, correction: Int = 0) "
        + "throws -> Tensor", on: Tensor.self
    ) { (x: Tensor, axes: [Int]?, keeping: Bool, correction: Int) in
      try x.variance(axes: axes, keepingAxes: keeping, correction: correction)
    }
    method("func argmax() throws -> Int", on: Tensor.self, help: "Where the largest number is.") {
      (x: Tensor) in try x.argmax()
    }
    method(
      "func argmax(axis: Int, keepingAxes: Bool = false) throws -> Tensor", on: Tensor.self
    ) { (x: Tensor, axis: Int, keeping: Bool) in try x.argmax(axis: axis, keepingAxes: keeping) }
  }
}
