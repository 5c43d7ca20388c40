import Fovea
import LessonSwift

extension HostLibrary {
  /// Tensor, its errors, its origins, and what may stand in its subscript.
  mutating func addTensorTypes() {
    type(Tensor.self, named: "Tensor", help: "A block of 32-bit floats with a shape.")
    type(ShapeError.self, named: "ShapeError", help: "What an operation answers to a bad shape.")
    type(
      SeededGenerator.self, named: "SeededGenerator",
      help: "Reproducible randomness: the same seed gives the same numbers.")
    type(Origin.self, named: "Origin", help: "What made a tensor, inside recordingOrigins.")
    type(
      ReceptiveField.self, named: "ReceptiveField",
      help: "Which pixels a cell of a feature map was computed from.")
    type(Parameter.self, named: "Parameter", help: "A tensor that training changes.")
    `protocol`(
      "TensorIndex",
      of: [
        Int.self, Range<Int>.self, ClosedRange<Int>.self, PartialRangeFrom<Int>.self,
        PartialRangeUpTo<Int>.self, PartialRangeThrough<Int>.self,
      ], help: "A place (which removes its axis) or a range (which keeps it).")

    for (name, field) in [
      ("operation", \ShapeError.operation), ("expected", \.expected), ("found", \.found),
      ("hint", \.hint),
    ] {
      property("\(name): String", on: ShapeError.self) { (error: ShapeError) in
        error[keyPath: field]
      }
    }
    property("shape: [Int]", on: Tensor.self, help: "The length of each axis.") { (x: Tensor) in
      x.shape
    }
    property("rank: Int", on: Tensor.self, help: "How many axes.") { (x: Tensor) in x.rank }
    property("count: Int", on: Tensor.self, help: "How many numbers.") { (x: Tensor) in x.count }
    property("values: [Float]", on: Tensor.self, help: "Every number, row by row.") {
      (x: Tensor) in x.values
    }
    property("isTracked: Bool", on: Tensor.self) { (x: Tensor) in x.isTracked }
    property("origin: Origin?", on: Tensor.self, help: "What made it, inside recordingOrigins.") {
      (x: Tensor) in x.origin
    }
    method("func item() throws -> Float", on: Tensor.self, help: "The only number of a tensor.") {
      (x: Tensor) in try x.item()
    }
    method("func wholeNumbers() throws -> [Int]", on: Tensor.self) { (x: Tensor) in
      try x.wholeNumbers()
    }
    property("operation: String", on: Origin.self) { (origin: Origin) in origin.operation }
    property("inputs: [Tensor]", on: Origin.self) { (origin: Origin) in origin.inputs }
    property("flops: Int", on: Origin.self) { (origin: Origin) in origin.flops }
    property("milliseconds: Double", on: Origin.self) { (origin: Origin) in origin.milliseconds }
    property("field: ReceptiveField", on: Origin.self) { (origin: Origin) in origin.field }
    property("stride: Float", on: ReceptiveField.self) { (field: ReceptiveField) in field.stride }
    property("size: Float", on: ReceptiveField.self) { (field: ReceptiveField) in field.size }
    property("start: Float", on: ReceptiveField.self) { (field: ReceptiveField) in field.start }
    staticProperty("static let pixel: ReceptiveField", on: ReceptiveField.self) {
      ReceptiveField.pixel
    }
  }

  /// How tensors and random numbers come into being.
  mutating func addTensorCreation() {
    initializer("init(_ value: Float) throws", of: Tensor.self, help: "A single number.") {
      (value: Float) in try Tensor(value)
    }
    initializer("init(_ numbers: [Int]) throws", of: Tensor.self, help: "A row of whole numbers.") {
      (numbers: [Int]) in try Tensor(numbers)
    }
    initializer("init(_ values: [Float]) throws", of: Tensor.self, help: "A row of numbers.") {
      (values: [Float]) in try Tensor(values)
    }
    initializer(
      "init(_ values: [Float], shape: [Int]) throws", of: Tensor.self,
      help: "The numbers row by row, in a shape that holds exactly as many."
    ) { (values: [Float], shape: [Int]) in try Tensor(values, shape: shape) }
    initializer("init(_ rows: [[Float]]) throws", of: Tensor.self, help: "A table, row by row.") {
      (rows: [[Float]]) in try Tensor(rows)
    }
    staticMethod("static func zeros(_ shape: [Int]) throws -> Tensor", on: Tensor.self) {
      (shape: [Int]) in try Tensor.zeros(shape)
    }
    staticMethod("static func ones(_ shape: [Int]) throws -> Tensor", on: Tensor.self) {
      (shape: [Int]) in try Tensor.ones(shape)
    }
    staticMethod(
      "static func full(_ shape: [Int], _ value: Float) throws -> Tensor", on: Tensor.self
    ) { (shape: [Int], value: Float) in try Tensor.full(shape, value) }
    staticMethod("static func range(_ range: Range<Int>) throws -> Tensor", on: Tensor.self) {
      (range: Range<Int>) in try Tensor.range(range)
    }
    staticMethod(
      "static func evenlySpaced(from first: Float, to last: Float, count: Int) throws -> Tensor",
      on: Tensor.self
    ) { (first: Float, last: Float, count: Int) in
      try Tensor.evenlySpaced(from: first, to: last, count: count)
    }
    staticMethod("static func eye(_ n: Int) throws -> Tensor", on: Tensor.self) { (n: Int) in
      try Tensor.eye(n)
    }
    staticMethod(
      "static func normal(_ shape: [Int], mean: Float = 0, deviation: Float = 1, "
        + "using generator: inout SeededGenerator) throws -> Tensor", on: Tensor.self
    ) { (shape: [Int], mean: Float, deviation: Float, generator: Inout<SeededGenerator>) in
      try Tensor.normal(shape, mean: mean, deviation: deviation, using: &generator.value)
    }
    staticMethod(
      "static func uniform(_ shape: [Int], in range: Range<Float> = 0..<1, "
        + "using generator: inout SeededGenerator) throws -> Tensor", on: Tensor.self
    ) { (shape: [Int], range: Range<Float>, generator: Inout<SeededGenerator>) in
      try Tensor.uniform(shape, in: range, using: &generator.value)
    }
    initializer("init(seed: Int)", of: SeededGenerator.self) { (seed: Int) in
      SeededGenerator(seed: seed)
    }
    method("mutating func unit() -> Float", on: SeededGenerator.self, help: "In 0 ..< 1.") {
      (generator: Inout<SeededGenerator>) in generator.value.unit()
    }
    method("mutating func uniform(_ range: Range<Float>) -> Float", on: SeededGenerator.self) {
      (generator: Inout<SeededGenerator>, range: Range<Float>) in generator.value.uniform(range)
    }
    method("mutating func index(below count: Int) -> Int", on: SeededGenerator.self) {
      (generator: Inout<SeededGenerator>, count: Int) in generator.value.index(below: count)
    }
    method("mutating func chance(_ p: Float) -> Bool", on: SeededGenerator.self) {
      (generator: Inout<SeededGenerator>, p: Float) in generator.value.chance(p)
    }
    method(
      "mutating func normal(mean: Float = 0, deviation: Float = 1) -> Float",
      on: SeededGenerator.self
    ) { (generator: Inout<SeededGenerator>, mean: Float, deviation: Float) in
      generator.value.normal(mean: mean, deviation: deviation)
    }
  }
}
