// S: the window's side.

import Boxes

/// A box relative to the window that it was seen in: its four edges from the window's centre, in
/// sides of the window. A thing that fills its window is (−½, −½, ½, ½).
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §4.2: "4 units which specify the coordinates for
///   the bounding box edges".
/// - Differs: relative to the window, where the paper does not say to what.
/// - Example:
///       let window = Box(x: 0, y: 0, width: 32, height: 32)
///       let seen = WindowBox(Box(x: 8, y: 16, width: 16, height: 16), in: window)
///       seen.edges
///       WindowBox(edges: seen.edges).box(in: window)
public struct WindowBox: Hashable, Sendable {
  /// x1, y1, x2, y2.
  public var edges: [Float]

  /// How a window describes a box.
  public init(_ box: Box, in window: Box) {
    let side = max(window.width, 1e-6)
    edges = [
      (box.x1 - window.centerX) / side, (box.y1 - window.centerY) / side,
      (box.x2 - window.centerX) / side, (box.y2 - window.centerY) / side,
    ]
  }

  /// From what a network answered.
  ///
  /// - Parameter edges: four numbers; missing ones are 0.
  public init(edges: [Float]) {
    self.edges = Array((edges + [0, 0, 0, 0]).prefix(4))
  }

  /// The box that a window means by this, in the window's own pixels. Crossed edges become an empty
  /// box between them; a number that is none, the window's centre.
  public func box(in window: Box) -> Box {
    func place(_ edge: Float, _ center: Float) -> Float {
      edge.isFinite ? center + min(max(edge, -8), 8) * window.width : center
    }
    let (x1, x2) = (place(edges[0], window.centerX), place(edges[2], window.centerX))
    let (y1, y2) = (place(edges[1], window.centerY), place(edges[3], window.centerY))
    let (x, y) = ((x1 + x2) / 2, (y1 + y2) / 2)
    return x1 <= x2 && y1 <= y2
      ? Box(x1: x1, y1: y1, x2: x2, y2: y2)
      : Box(x1: min(x1, x), y1: min(y1, y), x2: max(x2, x), y2: max(y2, y))
  }
}
