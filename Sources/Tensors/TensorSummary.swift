/// What a learner wants to know about a tensor at a glance, computed from its numbers.
///
/// ```
/// features  Tensor [1, 64, 18, 24]  N C H W  f32 108 KiB
///           min 0  max 4.81  μ 0.37  σ 0.58  zeros 31 %   ▇▃▂▁▁▁▁▁
///           stride 8 px, sees 67 px · conv2D · 61.3 MFLOP · 1.9 ms
/// ```
public struct TensorSummary: Sendable {
  public let shape: [Int]
  public let bytes: Int
  /// Of the finite numbers; nil when there are none.
  public let minimum, maximum: Float?
  /// Of the finite numbers; NaN when there are none. The deviation is that of these very numbers.
  public let mean, deviation: Double
  public let zeroCount, nanCount, positiveInfinityCount, negativeInfinityCount: Int
  /// Where the first NaN or infinity stands.
  public let firstNonFinite: [Int]?
  /// How many finite numbers lie in each eighth of minimum … maximum.
  public let histogram: [Int]
  /// All numbers, when there are at most twelve.
  public let values: Tensor?
  /// What made the tensor, when that was recorded.
  public let origin: Origin?

  public var count: Int { shape.reduce(1, *) }
  public var nonFiniteCount: Int { nanCount + positiveInfinityCount + negativeInfinityCount }

  /// What the axes usually mean: `N C H W`, `C H W`, `rows columns`.
  public var axisNames: [String] {
    switch shape.count {
    case 4: ["N", "C", "H", "W"]
    case 3: ["C", "H", "W"]
    case 2: ["rows", "columns"]
    default: []
    }
  }

  static let bins = 8
  static let fewValues = 12

  public init(_ tensor: Tensor) {
    var counter = Counter()
    tensor.withFloats { counter.count($0, tensor.count) }
    let minimum = counter.finite > 0 ? counter.minimum : nil
    let maximum = counter.finite > 0 ? counter.maximum : nil
    shape = tensor.shape
    bytes = tensor.count * MemoryLayout<Float>.stride
    self.minimum = minimum
    self.maximum = maximum
    mean = counter.mean
    deviation = counter.deviation
    zeroCount = counter.zeros
    nanCount = counter.nans
    positiveInfinityCount = counter.positiveInfinities
    negativeInfinityCount = counter.negativeInfinities
    firstNonFinite = counter.firstNonFinite.map { Shape.position($0, in: tensor.shape) }
    histogram = counter.histogram
    values = tensor.count <= TensorSummary.fewValues ? tensor.bare() : nil
    origin = tensor.origin
  }
}

extension Tensor {
  /// Shape, range, distribution and origin at a glance.
  public var summary: TensorSummary { TensorSummary(self) }
}

/// Three passes over the numbers: counts and extremes, then the deviation, then the histogram.
private struct Counter {
  var finite = 0, zeros = 0, nans = 0, positiveInfinities = 0, negativeInfinities = 0
  var firstNonFinite: Int?
  var minimum = Float.infinity, maximum = -Float.infinity
  var mean = Double.nan, deviation = Double.nan
  var histogram = [Int](repeating: 0, count: TensorSummary.bins)

  mutating func count(_ x: UnsafePointer<Float>, _ count: Int) {
    var sum = 0.0
    for i in 0..<count {
      let value = x[i]
      guard value.isFinite else {
        if value.isNaN {
          nans += 1
        } else if value > 0 {
          positiveInfinities += 1
        } else {
          negativeInfinities += 1
        }
        firstNonFinite = firstNonFinite ?? i
        continue
      }
      sum += Double(value)
      if value == 0 { zeros += 1 }
      minimum = min(minimum, value)
      maximum = max(maximum, value)
    }
    finite = count - nans - positiveInfinities - negativeInfinities
    guard finite > 0 else { return }
    mean = sum / Double(finite)
    var squares = 0.0
    let (low, width) = (Double(minimum), Double(maximum) - Double(minimum))
    let scale = width > 0 ? Double(TensorSummary.bins) / width : 0
    for i in 0..<count where x[i].isFinite {
      let value = Double(x[i])
      squares += (value - mean) * (value - mean)
      histogram[min(TensorSummary.bins - 1, Int((value - low) * scale))] += 1
    }
    deviation = (squares / Double(finite)).squareRoot()
  }
}

extension Shape {
  /// The position of the element that stands at `place`, counted row by row.
  static func position(_ place: Int, in shape: [Int]) -> [Int] {
    zip(strides(shape), shape).map { place / $0 % max($1, 1) }
  }
}
