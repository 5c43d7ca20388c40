import Images
import Tensors

/// Something that can be drawn standing on the ground (or hanging in the sky).
///
/// Its looks are decided when it is made; `draw` takes no more chances, so that a figure is the
/// same at every size.
protocol Figure: Sendable {
  /// What fits around it, in its own units: x from `left` to `right`, y from `top` to `bottom`.
  var reach: Reach { get }
  /// Metres of the picture-book world per unit of the figure.
  var unit: Float { get }
  /// What belongs to the thing, and so to its mask.
  func draw(on canvas: inout Canvas)
  /// What is painted behind it but belongs to no mask: smoke, a kite's string.
  func drawBehind(on canvas: inout Canvas)
}

extension Figure {
  func drawBehind(on canvas: inout Canvas) {}
}

/// The box around a figure, in the figure's units; y runs down from 0 at the ground.
struct Reach: Sendable {
  var left, right, top: Float
  var bottom: Float = 0

  var width: Float { right - left }
  var height: Float { bottom - top }
}

extension SeededGenerator {
  /// One of `choices`, evenly; `fallback` when there are none.
  mutating func pick<T>(_ choices: [T], or fallback: T) -> T {
    choices.isEmpty ? fallback : choices[index(below: choices.count)]
  }

  /// One colour out of a palette of hexadecimal values, nudged in brightness so that no two are
  /// quite alike.
  mutating func tint(of palette: [UInt32]) -> Tint {
    Tint(pick(palette, or: 0x808080)).scaled(uniform(0.92..<1.08))
  }

  /// A number between two bounds.
  mutating func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * unit() }
}
