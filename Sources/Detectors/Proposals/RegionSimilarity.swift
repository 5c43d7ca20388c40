/// What makes two regions alike; several can be added up.
///
/// - Source: Uijlings et al., "Selective Search for Object Recognition", IJCV 2013, §4.2.
public struct RegionSimilarity: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The share of pixels that have a partner of the same colour in the other region.
  public static let color = RegionSimilarity(rawValue: 1)
  /// The same for the strength of edges in eight directions.
  public static let texture = RegionSimilarity(rawValue: 2)
  /// 1 less the share of the picture that both cover: small regions join first.
  public static let size = RegionSimilarity(rawValue: 4)
  /// 1 less the share of the picture that a box around both would hold besides: gaps are filled.
  public static let fill = RegionSimilarity(rawValue: 8)

  /// All four.
  public static let all: RegionSimilarity = [.color, .texture, .size, .fill]
}

extension RegionSimilarity: CustomStringConvertible {
  public var description: String {
    let names: [(RegionSimilarity, String)] = [
      (.color, "color"), (.texture, "texture"), (.size, "size"), (.fill, "fill"),
    ]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: " + ")
  }
}
