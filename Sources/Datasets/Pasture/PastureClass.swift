/// What a thing in the Pasture is. The raw value is its index in `Pasture.classNames`.
///
/// - Example:
///       let kind = PastureClass.sheep
///       kind.rawValue
///       kind.name
public enum PastureClass: Int, CaseIterable, Sendable {
  case person, sheep, cat, dog, tree, house, tractor, kite

  /// As in `Pasture.classNames`: `sheep`.
  public var name: String { String(describing: self) }
}

/// What covers a pixel that belongs to no thing. The raw value is its number in the semantic map.
public enum PastureStuff: Int, CaseIterable, Sendable {
  case sky, hills, grass, path, water

  public var name: String { String(describing: self) }
}
