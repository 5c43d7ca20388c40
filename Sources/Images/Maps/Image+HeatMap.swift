import Boxes
import Tensors

extension Image {
  /// The picture with numbers laid over it as colours: where a detector looked, what it believes.
  ///
  /// The map is enlarged smoothly, its cells spread evenly over `frame`. The colours of the picture
  /// itself are faded, so that they are not taken for numbers.
  ///
  /// - Parameters:
  ///   - values: `[H, W]`, or that with leading axes of 1; any H and W.
  ///   - frame: the part of the picture that the map covers, in its pixels; `nil` is all of it. The
  ///     answers of windows of size w at stride s, say, belong to w/2 − s/2 … w/2 + (n − ½)s.
  ///   - opacity: of the strongest colour, 0…1; weaker numbers are more transparent, unless
  ///     `isUniform`.
  ///   - range: the numbers at the ends of the colour map; `nil` takes those that are there.
  ///   - showsBar: whether a colour bar stands at the right.
  /// - Returns: the picture, enlarged by a whole factor when it is small.
  /// - Throws: `ShapeError` for any other shape, `ImageError` for an empty frame.
  /// - Parameter colors: the colour map, from low to high.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       try image.drawing(heatMap: Tensor([[0, 1], [2, 3]]))
  public func drawing(
    heatMap values: Tensor, in frame: Box? = nil, opacity: Float = 0.75,
    range: ClosedRange<Float>? = nil, colors: Colormap = .magma, isUniform: Bool = false,
    showsBar: Bool = true
  ) throws -> Image {
    let (rows, columns) = try values.matrixSize("drawing(heatMap:)")
    let factor = annotationFactor(smallestSide: 480)
    let area = (frame ?? Box(x: 0, y: 0, width: Float(width), height: Float(height)))
      .scaled(by: Float(factor))
    guard !area.isDegenerate else {
      throw ImageError(
        "drawing(heatMap:)", expected: "a frame with an inside", found: "\(frame ?? area)")
    }
    var image = try scaled(by: factor).rgb().faded()
    let numbers = values.values
    let limits = ValueRange(of: numbers, asked: range, for: colors)
    let most = opacity.isNaN ? 0 : min(max(opacity, 0), 1)
    let across = FrameTaps(columns, from: area.x1, to: area.x2, pixels: image.width)
    let down = FrameTaps(rows, from: area.y1, to: area.y2, pixels: image.height)
    let table = colors.table()
    for (row, line) in down.taps.enumerated() {
      for (column, tap) in across.taps.enumerated() {
        var sum: Float = 0
        for (j, weightY) in line.weights.enumerated() {
          let start = (line.first + j) * columns + tap.first
          for (i, weightX) in tap.weights.enumerated() where weightX * weightY > 0 {
            sum += numbers[start + i] * Float(weightX * weightY)
          }
        }
        let t = limits.unit(sum)
        let clamped = t.isNaN ? 0 : min(max(t, 0), 1)
        let color = t.isNaN ? Colormap.missing : table[Int((clamped * 255).rounded())]
        // Strong numbers stand out; weak ones let the picture through.
        let strength = colors == .diverging ? abs(clamped * 2 - 1) : clamped
        let share = isUniform || t.isNaN ? most : most * (0.05 + 0.95 * strength.squareRoot())
        image.blend(color.withAlpha(share), x: across.first + column, y: down.first + row)
      }
    }
    return showsBar ? try image.withColorBar(limits, colors) : image
  }

  /// An RGB picture with little colour left, and a little darker.
  private func faded() -> Image {
    var copy = self
    for start in stride(from: 0, to: samples.count - 2, by: 3) {
      let luma = Float(luma601(samples[start], samples[start + 1], samples[start + 2]))
      for i in start..<start + 3 {
        copy.samples[i] = UInt8((Float(samples[i]) * 0.25 + luma * 0.6).rounded())
      }
    }
    return copy
  }
}

/// For each pixel that a frame covers along one axis, the cells of the map it shows.
private struct FrameTaps {
  /// The first pixel covered.
  let first: Int
  let taps: [Taps]

  init(_ cells: Int, from: Float, to: Float, pixels: Int) {
    first = min(max(wholeNearest(from), 0), pixels)
    let last = min(max(wholeNearest(to), first), pixels)
    let scale = Double(cells) / (Double(to) - Double(from))
    taps =
      last == first
      ? []
      : Taps.line(
        last - first, from: (Double(first) - Double(from)) * scale,
        to: (Double(last) - Double(from)) * scale, bounds: 0..<cells, .bilinear)
  }
}
