/// An outline of straight lines and Bézier curves: what a pen would follow.
///
/// A path may have several contours. Filling closes each of them and uses the non-zero winding
/// rule: a point is inside when the contours turn around it a different number of times clockwise
/// than anticlockwise. So overlapping parts of one direction merge, and a contour of the opposite
/// direction cuts a hole.
public struct Path: Hashable, Sendable {
  public enum Element: Hashable, Sendable {
    case move(Point)
    case line(Point)
    case quadratic(Point, Point)  // control, end
    case cubic(Point, Point, Point)  // control, control, end
    case close
  }

  public private(set) var elements: [Element] = []

  public init() {}

  /// Starts a new contour at `point`.
  public mutating func move(to point: Point) { elements.append(.move(point)) }

  public mutating func line(to point: Point) { elements.append(.line(point)) }

  public mutating func quadratic(to point: Point, control: Point) {
    elements.append(.quadratic(control, point))
  }

  public mutating func cubic(to point: Point, control1: Point, control2: Point) {
    elements.append(.cubic(control1, control2, point))
  }

  /// Draws a line back to where the contour began.
  public mutating func close() { elements.append(.close) }

  /// Adds every contour of `other`.
  public mutating func append(_ other: Path) { elements += other.elements }

  public var isEmpty: Bool { elements.isEmpty }

  /// The same outline seen through `transform`.
  public func transformed(by transform: Transform) -> Path {
    var result = Path()
    result.elements.reserveCapacity(elements.count)
    for element in elements {
      switch element {
      case .move(let p): result.elements.append(.move(transform(p)))
      case .line(let p): result.elements.append(.line(transform(p)))
      case .quadratic(let c, let p):
        result.elements.append(.quadratic(transform(c), transform(p)))
      case .cubic(let c1, let c2, let p):
        result.elements.append(.cubic(transform(c1), transform(c2), transform(p)))
      case .close: result.elements.append(.close)
      }
    }
    return result
  }
}
