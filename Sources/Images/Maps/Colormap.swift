/// Colours that stand for amounts, from low to high.
///
/// - Example: `try Tensor([[1, 2], [3, 4]]).heatMap(colors: .magma)`
public enum Colormap: String, Hashable, Sendable, CaseIterable {
  /// Dark violet over green to yellow: even steps to the eye, and in grey print.
  case viridis
  /// Black over purple and orange to pale yellow: for heat.
  case magma
  /// Black to white.
  case grey
  /// Blue over white to red: for amounts below and above zero.
  case diverging

  /// What NaN is drawn as: a magenta that is in none of the maps.
  public static let missing = Color(255, 0, 220)

  /// The colour of `t` in 0…1; below and above are clamped, NaN is `missing`.
  public func color(_ t: Float) -> Color {
    if t.isNaN { return Colormap.missing }
    let t = min(max(t, 0), 1)
    switch self {
    case .grey: return Color(byte(t), byte(t), byte(t))
    case .viridis: return Colormap.polynomial(Colormap.viridisFit, t)
    case .magma: return Colormap.polynomial(Colormap.magmaFit, t)
    case .diverging:
      let anchors = Colormap.divergingAnchors
      let place = t * Float(anchors.count - 1)
      let index = min(Int(place), anchors.count - 2)
      return anchors[index].mixed(with: anchors[index + 1], place - Float(index))
    }
  }

  /// 256 colours, for whole pictures.
  func table() -> [Color] { (0..<256).map { color(Float($0) / 255) } }

  private static func polynomial(_ fit: [(Float, Float, Float)], _ t: Float) -> Color {
    var sum: (Float, Float, Float) = (0, 0, 0)
    for c in fit.reversed() { sum = (sum.0 * t + c.0, sum.1 * t + c.1, sum.2 * t + c.2) }
    return Color(byte(sum.0), byte(sum.1), byte(sum.2))
  }

  /// Red, green and blue as polynomials of t, lowest power first; within about two levels of the
  /// original.
  ///
  /// - Source: van der Walt and Smith, viridis, 2015 (CC0); fit by Matt Zucker (CC0).
  private static let viridisFit: [(Float, Float, Float)] = [
    (0.277_727, 0.005_407, 0.334_100), (0.105_093, 1.404_614, 1.384_590),
    (-0.330_862, 0.214_848, 0.095_095), (-4.634_230, -5.799_101, -19.332_441),
    (6.228_270, 14.179_933, 56.690_553), (4.776_385, -13.745_145, -65.353_033),
    (-5.435_456, 4.645_853, 26.312_435),
  ]

  /// - Source: van der Walt and Smith, magma, 2015 (CC0); fit by Matt Zucker (CC0).
  private static let magmaFit: [(Float, Float, Float)] = [
    (-0.002_136, -0.000_750, -0.005_386), (0.251_661, 0.677_523, 2.494_027),
    (8.353_717, -3.577_720, 0.314_468), (-27.668_733, 14.264_731, -13.649_213),
    (52.176_140, -27.943_606, 12.944_169), (-50.768_525, 29.046_583, 4.234_153),
    (18.655_705, -11.489_774, -5.601_962),
  ]

  /// From deep blue to deep red, each half getting evenly lighter towards the white in the middle.
  private static let divergingAnchors: [Color] = [
    Color(hex: 0x0B2F6B), Color(hex: 0x2569B0), Color(hex: 0x6FA8D6), Color(hex: 0xBFD9EC),
    Color(hex: 0xF7F7F7), Color(hex: 0xF6CDB8), Color(hex: 0xE58A6C), Color(hex: 0xBE3A38),
    Color(hex: 0x71081F),
  ]
}

/// From numbers to 0…1 for a colour map.
struct ValueRange: Hashable, Sendable {
  let low, high: Float

  /// The range that was asked for, or that of the finite numbers; symmetric about 0 for a diverging
  /// map. Never empty.
  init(of values: some Sequence<Float>, asked: ClosedRange<Float>?, for colors: Colormap) {
    var (low, high) = (Float.infinity, -Float.infinity)
    if let asked, asked.lowerBound.isFinite, asked.upperBound.isFinite {
      (low, high) = (asked.lowerBound, asked.upperBound)
    } else {
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
      if low > high { (low, high) = (0, 1) }
      if colors == .diverging {
        let most = max(abs(low), abs(high))
        (low, high) = (-most, most)
      }
    }
    if low == high {
      // One number only is drawn as the least there is, so that a dead channel looks dead; under a
      // diverging map, as the middle.
      let room = max(abs(low), 1)
      (low, high) = colors == .diverging ? (low - room, high + room) : (low, low + room)
    }
    self.low = low
    self.high = high
  }

  func unit(_ value: Float) -> Float {
    // In Double: high - low may not be a finite Float.
    Float((Double(value) - Double(low)) / (Double(high) - Double(low)))
  }
}
