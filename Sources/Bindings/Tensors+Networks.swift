import Fovea
import LessonSwift

extension HostLibrary {
  /// What layers are made of.
  mutating func addTensorNetworks() {
    function("func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor", help: "Rows by columns.") {
      (a: Tensor, b: Tensor) in try matmul(a, b)
    }
    function("func linear(_ x: Tensor, _ weight: Tensor, bias: Tensor? = nil) throws -> Tensor") {
      (x: Tensor, weight: Tensor, bias: Tensor?) in try linear(x, weight, bias: bias)
    }
    function(
      "func conv2D(_ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, "
        + "padding: Int = 0, dilation: Int = 1, groups: Int = 1) throws -> Tensor",
      help: "[N, C, H, W] by [M, C, h, w] gives [N, M, (H + 2p - h) / s + 1, (W + 2p - w) / s + 1]."
    ) {
      (
        x: Tensor, weight: Tensor, bias: Tensor?, stride: Int, padding: Int, dilation: Int,
        groups: Int
      ) in
      try conv2D(
        x, weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
    }
    function(
      "func convTranspose2D(_ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, "
        + "padding: Int = 0, outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1) "
        + "throws -> Tensor"
    ) {
      (
        x: Tensor, weight: Tensor, bias: Tensor?, stride: Int, padding: Int, outputPadding: Int,
        dilation: Int, groups: Int
      ) in
      try convTranspose2D(
        x, weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
        dilation: dilation, groups: groups)
    }
    addPooling()
    addUpsampling()
    addLosses()
  }

  private mutating func addPooling() {
    method(
      "func maxPool2D(size: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, "
        + "ceilMode: Bool = false) throws -> Tensor", on: Tensor.self,
      help: "The largest number of each window; the stride is the size unless given."
    ) { (x: Tensor, size: Int, stride: Int?, padding: Int, dilation: Int, ceilMode: Bool) in
      try x.maxPool2D(
        size: size, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    }
    method(
      "func maxPool2DWithIndices(size: Int, stride: Int? = nil, padding: Int = 0, "
        + "dilation: Int = 1, ceilMode: Bool = false) throws -> (values: Tensor, indices: Tensor)",
      on: Tensor.self
    ) { (x: Tensor, size: Int, stride: Int?, padding: Int, dilation: Int, ceilMode: Bool) in
      try x.maxPool2DWithIndices(
        size: size, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    }
    method(
      "func maxUnpool2D(indices: Tensor, outputSize: [Int]) throws -> Tensor", on: Tensor.self
    ) { (x: Tensor, indices: Tensor, size: [Int]) in
      try x.maxUnpool2D(indices: indices, outputSize: size)
    }
    method(
      "func averagePool2D(size: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false, "
        + "countIncludingPadding: Bool = true) throws -> Tensor", on: Tensor.self
    ) { (x: Tensor, size: Int, stride: Int?, padding: Int, ceilMode: Bool, counting: Bool) in
      try x.averagePool2D(
        size: size, stride: stride, padding: padding, ceilMode: ceilMode,
        countIncludingPadding: counting)
    }
    method("func adaptiveAveragePool2D(outputSize: [Int]) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, size: [Int]) in try x.adaptiveAveragePool2D(outputSize: size)
    }
    method("func adaptiveMaxPool2D(outputSize: [Int]) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, size: [Int]) in try x.adaptiveMaxPool2D(outputSize: size)
    }
  }

  private mutating func addUpsampling() {
    method("func upsampledNearest(to size: [Int]) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, size: [Int]) in try x.upsampledNearest(to: size)
    }
    method("func upsampledNearest(by scale: Float) throws -> Tensor", on: Tensor.self) {
      (x: Tensor, scale: Float) in try x.upsampledNearest(by: scale)
    }
    method(
      "func upsampledBilinear(to size: [Int], alignCorners: Bool = false) throws -> Tensor",
      on: Tensor.self
    ) { (x: Tensor, size: [Int], align: Bool) in
      try x.upsampledBilinear(to: size, alignCorners: align)
    }
    method(
      "func upsampledBilinear(by scale: Float, alignCorners: Bool = false) throws -> Tensor",
      on: Tensor.self
    ) { (x: Tensor, scale: Float, align: Bool) in
      try x.upsampledBilinear(by: scale, alignCorners: align)
    }
    method(
      "func dropout(probability: Float, using generator: inout SeededGenerator) throws -> Tensor",
      on: Tensor.self
    ) { (x: Tensor, probability: Float, generator: Inout<SeededGenerator>) in
      try x.dropout(probability: probability, using: &generator.value)
    }
  }

  private mutating func addLosses() {
    enumeration(
      LossReduction.self, named: "LossReduction",
      cases: ["mean": .mean, "sum": .sum, "none": .none],
      help: "Whether a loss answers the mean, the sum, or every term.")
    function(
      "func crossEntropy(_ logits: Tensor, _ targets: [Int], ignoring ignored: Int? = nil, "
        + "weights: Tensor? = nil, reduction: LossReduction = .mean) throws -> Tensor",
      help: "-log softmax at the right class. Logits [N, C] or [N, C, H, W]."
    ) {
      (
        logits: Tensor, targets: [Int], ignored: Int?, weights: Tensor?, reduction: LossReduction
      ) in
      try crossEntropy(
        logits, targets, ignoring: ignored, weights: weights, reduction: reduction)
    }
    function(
      "func crossEntropy(_ logits: Tensor, _ targets: Tensor, ignoring ignored: Int? = nil, "
        + "weights: Tensor? = nil, reduction: LossReduction = .mean) throws -> Tensor"
    ) {
      (
        logits: Tensor, targets: Tensor, ignored: Int?, weights: Tensor?, reduction: LossReduction
      ) in
      try crossEntropy(
        logits, targets, ignoring: ignored, weights: weights, reduction: reduction)
    }
    function(
      "func binaryCrossEntropyWithLogits(_ logits: Tensor, _ targets: Tensor, "
        + "weights: Tensor? = nil, reduction: LossReduction = .mean) throws -> Tensor"
    ) { (logits: Tensor, targets: Tensor, weights: Tensor?, reduction: LossReduction) in
      try binaryCrossEntropyWithLogits(logits, targets, weights: weights, reduction: reduction)
    }
    function(
      "func sigmoidFocalLoss(_ logits: Tensor, _ targets: Tensor, alpha: Float? = 0.25, "
        + "gamma: Float = 2, weights: Tensor? = nil, reduction: LossReduction = .mean) throws "
        + "-> Tensor"
    ) {
      (
        logits: Tensor, targets: Tensor, alpha: Float?, gamma: Float, weights: Tensor?,
        reduction: LossReduction
      ) in
      try sigmoidFocalLoss(
        logits, targets, alpha: alpha, gamma: gamma, weights: weights, reduction: reduction)
    }
    function(
      "func meanSquaredError(_ prediction: Tensor, _ target: Tensor, weights: Tensor? = nil, "
        + "reduction: LossReduction = .mean) throws -> Tensor"
    ) { (prediction: Tensor, target: Tensor, weights: Tensor?, reduction: LossReduction) in
      try meanSquaredError(prediction, target, weights: weights, reduction: reduction)
    }
    function(
      "func smoothL1(_ prediction: Tensor, _ target: Tensor, beta: Float = 1, "
        + "weights: Tensor? = nil, reduction: LossReduction = .mean) throws -> Tensor"
    ) {
      (prediction: Tensor, target: Tensor, beta: Float, weights: Tensor?, reduction: LossReduction)
      in
      try smoothL1(prediction, target, beta: beta, weights: weights, reduction: reduction)
    }
  }

  /// Parameters, the tape, and what records or does not.
  mutating func addGradients() {
    initializer("init(_ value: Tensor, name: String = \"\")", of: Parameter.self) {
      (value: Tensor, name: String) in Parameter(value, name: name)
    }
    property("name: String", on: Parameter.self) { (parameter: Parameter) in parameter.name }
    property(
      "var value: Tensor", on: Parameter.self, get: { (parameter: Parameter) in parameter.value },
      set: { (parameter: inout Parameter, value: Tensor) in parameter.value = value })
    property(
      "var gradient: Tensor?", on: Parameter.self,
      get: { (parameter: Parameter) in parameter.gradient },
      set: { (parameter: inout Parameter, value: Tensor?) in parameter.gradient = value })
    property(
      "tracked: Tensor", on: Parameter.self,
      help: "The value as the start of a computation that backward() follows."
    ) { (parameter: Parameter) in parameter.tracked }
    method("func clearGradient()", on: Parameter.self) { (parameter: Parameter) in
      parameter.clearGradient()
    }
    method(
      "func backward() throws", on: Tensor.self,
      help: "Adds the gradient of this number to every parameter it was computed from."
    ) { (x: Tensor) in try x.backward() }
    method("func detached() -> Tensor", on: Tensor.self) { (x: Tensor) in x.detached() }
    function("func withoutGradient<R>(_ body: () throws -> R) rethrows -> R") {
      (body: LessonFunction) in try withoutGradient { try body.call() }
    }
    function("func recordingOrigins<R>(_ body: () throws -> R) rethrows -> R") {
      (body: LessonFunction) in try recordingOrigins { try body.call() }
    }
  }
}
