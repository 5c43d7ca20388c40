import Testing

@testable import Tensors

@Suite struct PlanRefusalTests {
  private func expectPlanRefusal(
    _ description: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ forward: ([Tensor]) throws -> Tensor
  ) {
    expectRefusal(description, sourceLocation: sourceLocation) {
      try InferencePlan(inputs: [[2, 3]], forward)(Tensor.zeros([2, 3]))
    }
  }

  @Test func valuesMayNotBeLookedAt() {
    expectPlanRefusal(
      """
      InferencePlan: expected a forward pass whose steps do not depend on the numbers in it, \
      found one that reads the values of the result after relu, of shape [2, 3]
        try: plan the part before it, and go on from the plan's outputs
      """
    ) {
      let x = try $0[0].relu()
      return x.values.contains { $0 > 1 } ? x : try x * 2
    }
    expectPlanRefusal(
      """
      InferencePlan.head: expected a forward pass whose steps do not depend on the numbers in it, \
      found one that reads the values of the result after subscript, of shape [3]
        try: plan the part before it, and go on from the plan's outputs
      """
    ) { inputs in
      try PlanRecorder.named("head") { try inputs[0] * Float(inputs[0][1].argmax()) }
    }
  }

  /// That zeros led the pass to an error of its own is not the point.
  @Test func lookingComesBeforeWhatComesOfIt() {
    expectPlanRefusal(
      """
      InferencePlan: expected a forward pass whose steps do not depend on the numbers in it, \
      found one that reads the values of the result after sum, of shape []
        try: plan the part before it, and go on from the plan's outputs
      """
    ) {
      let kept = Int(try $0[0].sum().item())
      return try $0[0][0..., 0..<kept].max()
    }
  }

  @Test func trainingIsNoInference() {
    expectPlanRefusal(
      """
      InferencePlan: expected operations that a plan can repeat, found dropout, which it cannot
        try: plan the part before it
      """
    ) {
      var random = SeededGenerator(seed: 1)
      return try $0[0].dropout(probability: 0.5, using: &random)
    }
  }

  @Test func otherShapesNeedAnotherPlan() throws {
    let plan = try InferencePlan(inputs: [[2, 3], [1]]) { try $0[0] + $0[1] }
    expectRefusal(
      """
      InferencePlan: expected input 0 of shape [2, 3], as planned, found shape [3, 2]
        try: make another plan for that shape
      """
    ) { try plan([Tensor.zeros([3, 2]), Tensor.zeros([1])])[0] }
    expectRefusal("InferencePlan: expected 2 inputs, as planned, found 1") {
      try plan(Tensor.zeros([2, 3]))
    }
    let pair = try InferencePlan(inputs: [[2]]) { [try $0[0].relu(), try -$0[0]] }
    expectRefusal(
      """
      InferencePlan: expected a plan of one output, found one of 2
        try: plan([x]) answers all of them
      """
    ) { try pair(Tensor.zeros([2])) }
  }

  /// Running or making a plan inside another pass would hide from it what depends on what.
  @Test func aPlanIsNoPartOfAnother() throws {
    let inner = try InferencePlan(inputs: [[2, 3]]) { try $0[0].relu() }
    let refusal = """
      InferencePlan: expected a forward pass whose steps do not depend on the numbers in it, \
      found one that reads the values of an input, of shape [2, 3]
        try: plan the part before it, and go on from the plan's outputs
      """
    expectPlanRefusal(refusal) { try inner($0[0]) }
    expectPlanRefusal(refusal) { outer in
      try InferencePlan(inputs: [[2, 3]]) { try $0[0] + outer[0] }(Tensor.zeros([2, 3]))
    }
  }

  @Test func errorsOfThePassAreItsOwn() {
    expectPlanRefusal(
      "relu: expected x, found y"
    ) { _ in throw ShapeError(operation: "relu", expected: "x", found: "y") }
    expectRefusal(
      "full: expected axis lengths that are at least 0 and can be multiplied, found [-1]"
    ) { try InferencePlan(inputs: [[-1]]) { try $0[0].relu() }(Tensor(1)) }
  }

  /// Tensors that outlive the planning are ordinary tensors again, and constants never were others.
  @Test func nothingIsWatchedAfterwards() throws {
    var kept: Tensor?
    let table = Tensor.seeded(1, shape: [3])
    let plan = try InferencePlan(inputs: [[2, 3]]) {
      let x = try $0[0] + table * table.values[0]
      kept = x
      return x
    }
    let x = try #require(kept)
    #expect(x.values.count == 6)
    #expect(try (x * 2).values.count == 6)
    #expect(try plan(Tensor.zeros([2, 3])).shape == [2, 3])
  }

  @Test func weightsAreThoseOfThePlanning() throws {
    let weight = Parameter(try Tensor.ones([1, 3]))
    let plan = try InferencePlan(inputs: [[1, 3]]) { try linear($0[0], weight.tracked) }
    weight.value = try Tensor.zeros([1, 3])
    let y: Tensor = try plan(Tensor.ones([1, 3]))
    #expect(y.values == [3] && !y.isTracked && y.origin == nil)
  }
}
