import Images

/// A layer with a pen: fills outlines given in a figure's own units.
///
/// A figure is drawn facing right and standing on y = 0, with y running down, so that its head has
/// a negative y. `origin`, `scale` and `isMirrored` place it in the picture.
struct Canvas {
  var layer: Layer
  let light: Light
  /// Where the figure's (0, 0) stands in the picture, in pixels.
  let origin: Point
  /// Pixels per unit.
  let scale: Float
  let isMirrored: Bool
  private let noise: Noise
  private var converter = ScanConverter()

  init(
    layer: Layer, light: Light, origin: Point, scale: Float, isMirrored: Bool = false,
    grainSeed: UInt32
  ) {
    self.layer = layer
    self.light = light
    self.origin = origin
    self.scale = scale
    self.isMirrored = isMirrored
    noise = Noise(seed: grainSeed)
  }

  /// The figure's units to pixels of the picture.
  var frame: Transform {
    Transform(a: isMirrored ? -scale : scale, b: 0, c: 0, d: scale, tx: origin.x, ty: origin.y)
  }

  /// Fills an outline given in the figure's units.
  ///
  /// - Parameter opacity: how much of what is below it hides, 0 … 1.
  mutating func fill(_ path: Path, _ brush: Brush, opacity: Float = 1) {
    let bounds = path.controlBounds
    let shape = Brush.Bounds(
      center: SIMD2((bounds.low.x + bounds.high.x) / 2, (bounds.low.y + bounds.high.y) / 2),
      inverseRadius: SIMD2(
        2 / max(1e-4, bounds.high.x - bounds.low.x), 2 / max(1e-4, bounds.high.y - bounds.low.y)))
    let (light, noise, mirrored) = (light, noise, isMirrored)
    let inverse = 1 / scale
    let (stepX, start) = (mirrored ? -inverse : inverse, SIMD2(origin.x, origin.y))
    let (columns, rows, width) = (layer.columns, layer.rows, layer.width)
    let transform = frame
    var sheet: [Tint] = []
    swap(&sheet, &layer.pixels)  // moved out and back, never copied
    sheet.withUnsafeMutableBufferPointer { pixels in
      converter.scan(path, through: transform, columns: columns, rows: rows) { y, x, coverage in
        let base = (y - rows.lowerBound) * width + x - columns.lowerBound
        for i in coverage.indices where coverage[i] > 0 {
          let p = SIMD2(
            (Float(x + i) + 0.5 - start.x) * stepX, (Float(y) + 0.5 - start.y) * inverse)
          let tint = brush.tint(at: p, in: shape, light: light, mirrored: mirrored, noise: noise)
          let amount = Float(coverage[i]) * (1 / 255) * opacity
          pixels[base + i] = tint * amount + pixels[base + i] * (1 - amount)
        }
      }
    }
    swap(&sheet, &layer.pixels)
  }

  /// A line of the given width, with round ends.
  mutating func stroke(_ line: Path, width: Float, _ brush: Brush, opacity: Float = 1) {
    fill(line.stroked(width: width, tolerance: 1 / scale), brush, opacity: opacity)
  }

  /// A line that grows thinner or thicker along its way.
  mutating func stroke(_ line: Path, from start: Float, to end: Float, _ brush: Brush) {
    fill(line.tapered(from: start, to: end, tolerance: 1 / scale), brush)
  }

  mutating func ellipse(
    _ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float, _ brush: Brush, opacity: Float = 1
  ) {
    fill(.ellipse(center: Point(x, y), radiusX: radiusX, radiusY: radiusY), brush, opacity: opacity)
  }

  /// An ellipse turned clockwise (before mirroring) by some degrees.
  mutating func ellipse(
    _ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float, turned degrees: Float,
    _ brush: Brush
  ) {
    let turn = Transform.rotation(degrees: degrees, about: Point(x, y))
    let path = Path.ellipse(center: Point(x, y), radiusX: radiusX, radiusY: radiusY)
    fill(path.transformed(by: turn), brush)
  }
}

extension Path {
  /// The smallest upright rectangle around all points and control points.
  var controlBounds: (low: Point, high: Point) {
    var low = Point(.greatestFiniteMagnitude, .greatestFiniteMagnitude)
    var high = Point(-.greatestFiniteMagnitude, -.greatestFiniteMagnitude)
    func include(_ p: Point) {
      low = Point(min(low.x, p.x), min(low.y, p.y))
      high = Point(max(high.x, p.x), max(high.y, p.y))
    }
    for element in elements {
      switch element {
      case .move(let p), .line(let p): include(p)
      case .quadratic(let a, let p):
        include(a)
        include(p)
      case .cubic(let a, let b, let p):
        include(a)
        include(b)
        include(p)
      case .close: break
      }
    }
    return elements.isEmpty ? (Point(0, 0), Point(0, 0)) : (low, high)
  }
}

extension Canvas {
  /// 1 when the figure faces as drawn, -1 when it is mirrored: for light that comes from a side.
  var side: Float { isMirrored ? -1 : 1 }
}
