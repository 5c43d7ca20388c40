/// Counts over scenes: how many things, how large, how hidden, of which class.
public struct PastureStatistics: Sendable, CustomStringConvertible {
  public private(set) var scenes = 0
  /// How many scenes have so many things.
  public private(set) var scenesByThingCount: [Int: Int] = [:]
  /// Things by class, in the order of `Pasture.classNames`.
  public private(set) var thingsByClass = [Int](repeating: 0, count: Pasture.classNames.count)
  public private(set) var ignored = 0
  /// Things seen to less than 90 %, and to less than half.
  public private(set) var partlyHidden = 0
  public private(set) var mostlyHidden = 0
  private var sizes: [[Float]] = Array(repeating: [], count: Pasture.classNames.count)

  public init() {}

  /// Counts the scenes of these seeds, at 192×144 unless another size is given.
  public init(seeds: some Sequence<Int>, width: Int = 192, height: Int = 144) throws {
    for seed in seeds { count(try Pasture.scene(seed: seed, width: width, height: height)) }
  }

  public mutating func count(_ scene: PastureScene) {
    scenes += 1
    scenesByThingCount[scene.things.count, default: 0] += 1
    for thing in scene.things {
      thingsByClass[thing.kind.rawValue] += 1
      sizes[thing.kind.rawValue].append(thing.size)
      if thing.isIgnored { ignored += 1 }
      if thing.visibleFraction < 0.9 { partlyHidden += 1 }
      if thing.visibleFraction < 0.5 { mostlyHidden += 1 }
    }
  }

  public var things: Int { thingsByClass.reduce(0, +) }

  /// The size (square root of the visible box's area, in pixels) that a share of all things stays
  /// below: 0.5 is the median.
  public func size(quantile: Float) -> Float { Self.quantile(quantile, of: sizes.flatMap { $0 }) }

  /// The median size of one class.
  public func medianSize(of kind: PastureClass) -> Float {
    Self.quantile(0.5, of: sizes[kind.rawValue])
  }

  private static func quantile(_ share: Float, of values: [Float]) -> Float {
    guard !values.isEmpty else { return 0 }
    let index = Int(max(0, min(1, share)) * Float(values.count - 1))
    return values.sorted()[index]
  }

  /// How many things have a size within `range`, in pixels.
  public func count(sizedIn range: Range<Float>) -> Int {
    sizes.reduce(0) { $0 + $1.count { range.contains($0) } }
  }

  private func percent(_ count: Int) -> String {
    let tenths = things > 0 ? (count * 1000 + things / 2) / things : 0
    return "\(tenths / 10).\(tenths % 10) %"
  }

  private func rounded(_ value: Float) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  public var description: String {
    let counts = scenesByThingCount.sorted { $0.key < $1.key }
    var lines = [
      "scenes             \(scenes)",
      "things             \(things)",
      "things per scene   " + counts.map { "\($0.key): \($0.value)" }.joined(separator: "  "),
      "size in pixels     10 % below \(rounded(size(quantile: 0.1))), "
        + "median \(rounded(size(quantile: 0.5))), 90 % below \(rounded(size(quantile: 0.9)))",
      "size bands         under 16: \(percent(count(sizedIn: 0..<16)))  "
        + "16 to 40: \(percent(count(sizedIn: 16..<40)))  "
        + "40 and over: \(percent(count(sizedIn: 40..<Float.infinity)))",
      "ignored            \(percent(ignored))",
      "seen under 90 %    \(percent(partlyHidden))",
      "seen under 50 %    \(percent(mostlyHidden))",
    ]
    for kind in PastureClass.allCases {
      let name = kind.name + String(repeating: " ", count: max(0, 19 - kind.name.count))
      lines.append(
        "\(name)\(percent(thingsByClass[kind.rawValue])), median size "
          + rounded(medianSize(of: kind)))
    }
    return lines.joined(separator: "\n")
  }
}
