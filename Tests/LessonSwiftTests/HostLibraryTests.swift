import LessonSwift
import Testing

/// A stand-in for a tensor library, with one of everything a host can register.
struct Grid: Equatable, CustomStringConvertible {
  var shape: [Int]
  var values: [Float]
  var description: String { "Grid\(shape)" }

  func adding(_ other: Grid) throws -> Grid {
    guard shape == other.shape else {
      throw GridError(expected: shape, found: other.shape)
    }
    return Grid(shape: shape, values: zip(values, other.values).map { $0 + $1 })
  }
}

struct GridError: Error, Equatable, CustomStringConvertible {
  let expected: [Int]
  let found: [Int]
  var description: String { "expected shape \(expected), found \(found)" }
}

protocol Drawable { var picture: String { get } }
extension Grid: Drawable { var picture: String { "grid" } }
struct Chart: Drawable { var picture: String { "chart" } }

protocol GridIndex {}
extension Int: GridIndex {}
extension Range: GridIndex where Bound == Int {}
extension PartialRangeFrom: GridIndex where Bound == Int {}

struct Dice { var state: Int }
struct Rate: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  let value: Double
  init(floatLiteral value: Double) { self.value = value }
  init(integerLiteral value: Int) { self.value = Double(value) }
}
struct Share: ExpressibleByFloatLiteral {
  let value: Double
  init(floatLiteral value: Double) { self.value = value }
}
final class Weight { var value: Grid; init(_ value: Grid) { self.value = value } }
enum Smoothing: CaseIterable { case nearest, linear }

func makeLibrary() -> HostLibrary {
  var library = HostLibrary()
  library.type(Grid.self, named: "Grid", help: "numbers in rows")
  library.type(GridError.self, named: "GridError")
  library.type(Chart.self, named: "Chart")
  library.type(Dice.self, named: "Dice")
  library.type(Rate.self, named: "Rate")
  library.type(Share.self, named: "Share")
  library.type(Weight.self, named: "Weight")
  library.enumeration(
    Smoothing.self, named: "Smoothing", cases: ["nearest": .nearest, "linear": .linear])
  library.protocol("Drawable", of: [Grid.self, Chart.self])
  library.protocol("GridIndex", of: [Int.self, Range<Int>.self, PartialRangeFrom<Int>.self])

  library.initializer("init(_ values: [Float], shape: [Int])", of: Grid.self) {
    (values: [Float], shape: [Int]) in Grid(shape: shape, values: values)
  }
  library.initializer("init()", of: Chart.self) { Chart() }
  library.initializer("init(seed: Int)", of: Dice.self) { (seed: Int) in Dice(state: seed) }
  library.initializer("init(_ value: Grid)", of: Weight.self) { (value: Grid) in Weight(value) }
  library.staticMethod("static func zeros(_ shape: [Int]) -> Grid", on: Grid.self) {
    (shape: [Int]) in Grid(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
  }
  library.staticProperty("static let empty: Grid", on: Grid.self) { Grid(shape: [0], values: []) }
  library.property("shape: [Int]", on: Grid.self) { (grid: Grid) in grid.shape }
  library.property(
    "var values: [Float]", on: Grid.self, get: { (grid: Grid) in grid.values },
    set: { (grid: inout Grid, values: [Float]) in grid.values = values })
  library.property(
    "var value: Grid", on: Weight.self, get: { (weight: Weight) in weight.value },
    set: { (weight: inout Weight, value: Grid) in weight.value = value })
  library.property("expected: [Int]", on: GridError.self) { (error: GridError) in error.expected }
  library.method("func scaled(by factor: Float = 2) -> Grid", on: Grid.self, help: "times factor") {
    (grid: Grid, factor: Float) in Grid(shape: grid.shape, values: grid.values.map { $0 * factor })
  }
  library.method("mutating func clear()", on: Grid.self) { (grid: Inout<Grid>) in
    grid.value.values = grid.value.values.map { _ in 0 }
  }
  library.method("func callAsFunction(_ x: Float) -> Float", on: Weight.self) {
    (weight: Weight, x: Float) in x * (weight.value.values.first ?? 0)
  }
  library.subscript("subscript(_ indices: any GridIndex...) -> String", on: Grid.self) {
    (grid: Grid, indices: [any GridIndex]) in indices.map { "\($0)" }.joined(separator: "|")
  }
  library.operator("func + (a: Grid, b: Grid) throws -> Grid") { (a: Grid, b: Grid) in
    try a.adding(b)
  }
  library.operator("func * (a: Grid, b: Float) -> Grid") { (a: Grid, b: Float) in
    Grid(shape: a.shape, values: a.values.map { $0 * b })
  }
  library.operator("func * (a: Float, b: Grid) -> Grid") { (a: Float, b: Grid) in
    Grid(shape: b.shape, values: b.values.map { $0 * a })
  }
  library.operator("func .< (a: Grid, b: Float) -> Grid") { (a: Grid, b: Float) in
    Grid(shape: a.shape, values: a.values.map { $0 < b ? 1 : 0 })
  }
  library.operator("func - (a: Grid) -> Grid") { (a: Grid) in
    Grid(shape: a.shape, values: a.values.map { -$0 })
  }
  library.function("func draw(_ picture: some Drawable, _ caption: String = \"\") -> String") {
    (picture: any Drawable, caption: String) in picture.picture + caption
  }
  library.function("func roll(using dice: inout Dice) -> Int") { (dice: Inout<Dice>) in
    dice.value.state = dice.value.state &* 5 &+ 3
    return dice.value.state % 6
  }
  library.function("func quietly<R>(_ body: () throws -> R) rethrows -> R") {
    (body: LessonFunction) in try body.call()
  }
  library.function("func table(_ f: (Float) throws -> Float, at points: [Float]) throws -> [Float]")
  {
    (f: LessonFunction, points: [Float]) in
    try points.map { try f($0, returning: Float.self) }
  }
  library.function(
    "func smooth(_ grid: Grid, _ how: Smoothing = .linear, times: Int? = nil) -> String"
  ) { (grid: Grid, how: Smoothing, times: Int?) in "\(how) \(times ?? 0)" }
  library.function("func halves(_ grid: Grid) -> (low: Grid, high: [Float])") { (grid: Grid) in
    (low: grid, high: grid.values)
  }
  library.function("func best(_ scores: [(name: String, score: Float)]) -> String") {
    (scores: [(name: String, score: Float)]) in scores.max { $0.score < $1.score }?.name ?? "none"
  }
  library.function("func kind(of value: Any) -> String") { (value: LessonValue) in
    "\(value.type)"
  }
  library.function("func half(_ rate: Rate = 1, of share: Share? = nil) -> Double") {
    (rate: Rate, share: Share?) in rate.value / 2 * (share?.value ?? 1)
  }
  library.value("let answer: Int") { 42 }
  return library
}

struct HostLibraryTests {
  @Test func registrationsHoldTogether() {
    #expect(makeLibrary().problems == [])
  }

  @Test func wrongRegistrationsAreNamed() {
    var library = HostLibrary()
    library.function("func f(_ x: Int) -> Int") { (x: Float) in 1 }
    library.function("func g(_ x: Int)") { 1 }
    library.function("func h(_ x: Grid)") { (x: Int) in }
    #expect(library.problems.count == 3)
    #expect(
      library.problems.first
        == "func f(_ x: Int) -> Int: 'x' is Int in the signature, Float in the closure")
  }

  static let cases: [(String, String)] = [
    ("Grid([1, 2], shape: [2]).shape", "[2]"),
    ("Grid.zeros([2, 3])", "Grid[2, 3]"),
    ("let g: Grid = .zeros([2]); g", "Grid[2]"),
    ("let g: Grid = .empty; g.shape", "[0]"),
    ("Grid([1, 2], shape: [2]).scaled().values", "[2.0, 4.0]"),
    ("Grid([1, 2], shape: [2]).scaled(by: 3).values", "[3.0, 6.0]"),
    ("var g = Grid([1, 2], shape: [2]); g.values = [7]; g.values", "[7.0]"),
    ("var g = Grid([1, 2], shape: [2]); g.values[0] += 4; g.values", "[5.0, 2.0]"),
    (
      "var g = Grid([1, 2], shape: [2]); let h = g; g.clear(); h.values + g.values",
      "[1.0, 2.0, 0.0, 0.0]"
    ),
    ("let w = Weight(.zeros([1])); w.value = Grid([5], shape: [1]); w(2)", "10.0"),
    ("Grid.empty[0, 1..<3, 2...]", "0|1..<3|PartialRangeFrom<Int>(lowerBound: 2)"),
    ("(Grid([1], shape: [1]) + Grid([2], shape: [1])).values", "[3.0]"),
    ("(Grid([1], shape: [1]) * 2).values", "[2.0]"),
    ("(2 * Grid([1], shape: [1])).values", "[2.0]"),
    ("(0.5 * Grid([1], shape: [1]) * 4 + Grid([2], shape: [1])).values", "[4.0]"),
    ("(Grid([1, 3], shape: [2]) .< 2).values", "[1.0, 0.0]"),
    ("(-Grid([1], shape: [1])).values", "[-1.0]"),
    ("var g = Grid([1], shape: [1]); g = g * 3; g += g; g.values", "[6.0]"),
    ("Grid([1], shape: [1]) == Grid([1], shape: [1])", "true"),
    ("draw(Grid.empty)", "grid"),
    ("draw(Chart(), \" of x\")", "chart of x"),
    ("var d = Dice(seed: 1); let a = roll(using: &d); let b = roll(using: &d); [a, b]", "[2, 1]"),
    ("quietly { 3 }", "3"),
    ("var n = 0; quietly { n += 1 }; n", "1"),
    ("table({ $0 * 2 }, at: [1, 2])", "[2.0, 4.0]"),
    ("smooth(.empty)", "linear 0"),
    ("smooth(.empty, .nearest, times: 2)", "nearest 2"),
    ("let h = halves(Grid([1], shape: [1])); h.high", "[1.0]"),
    ("let (low, high) = halves(.zeros([2])); \"\\(low) \\(high)\"", "Grid[2] [0.0, 0.0]"),
    ("best([(name: \"a\", score: 1), (\"b\", 2)])", "b"),
    ("kind(of: [1.5])", "[Double]"),
    ("answer + 1", "43"),
    ("half()", "0.5"),
    ("half(0.5)", "0.25"),
    ("half(3, of: 0.5)", "0.75"),
    ("let r: Rate = 4; half(r)", "2.0"),
    ("Smoothing.allCases.count", "2"),
    (
      "do { _ = try Grid.zeros([1]) + .zeros([2]) } catch let e as GridError { print(e.expected) }",
      ""
    ),
    ("switch Smoothing.linear { case .linear: print(1); case .nearest: print(2) }", ""),
    ("let shown: [any Drawable] = [Grid.empty, Chart()]; shown.count", "2"),
    ("[Grid.empty, .zeros([1])].map(\\.shape)", "[[0], [1]]"),
  ]

  @Test(arguments: cases)
  func evaluates(_ source: String, _ expected: String) {
    let session = Session(library: makeLibrary()) { _ in }
    let outcome = session.run(source)
    #expect(outcome.error?.rendered() == nil)
    #expect(outcome.values.last?.value.description ?? "" == expected)
  }

  /// As the compiler: a literal becomes a library type, a variable does not.
  @Test(arguments: ["let x = 0.5; half(x)", "half(1, of: 1)", "half(0.1 + 0.2)"])
  func refusesWhatIsNoLiteral(_ source: String) {
    #expect(Session(library: makeLibrary()) { _ in }.run(source).error?.kind != nil)
  }

  @Test func errorsOfTheLibraryKeepTheirWords() {
    let session = Session(library: makeLibrary()) { _ in }
    let outcome = session.run("let a = Grid.zeros([2])\nlet b = a + Grid.zeros([3])")
    #expect(outcome.error?.kind == .thrown)
    #expect(outcome.error?.message == "expected shape [2], found [3]")
    #expect(outcome.error?.underlying as? GridError == GridError(expected: [2], found: [3]))
    #expect(outcome.error?.line == 2)
    #expect(session.run("a").values.first?.value.as(Grid.self)?.shape == [2])
  }
}
