import Tensors

extension Image {
  /// The picture with numbers laid over it as colours: where a detector looked, what it believes.
  ///
  /// The map is enlarged smoothly to the picture's size, its cells spread evenly over the picture.
  ///
  /// - Parameters:
  ///   - values: `[H, W]`, or that with leading axes of 1; any H and W.
  ///   - opacity: of the strongest colour; weaker numbers are more transparent unless `isUniform`.
  ///   - range: the numbers at the ends of the colour map; `nil` takes those that are there.
  ///   - showsBar: whether a colour bar stands at the right.
  /// - Returns: the picture, enlarged by a whole factor when it is small.
  /// - Throws: `ShapeError` for any other shape.
  public func drawing(
    heatMap values: Tensor, opacity: Float = 0.7, range: ClosedRange<Float>? = nil,
    colors: Colormap = .magma, isUniform: Bool = false, showsBar: Bool = true
  ) throws -> Image {
    let (rows, columns) = try values.matrixSize("drawing(heatMap:)")
    let numbers = values.values
    let limits = ValueRange(of: numbers, asked: range, for: colors)
    var image = try scaled(by: annotationFactor(smallestSide: 480)).rgb()
    let most = opacity.isNaN ? 0 : min(max(opacity, 0), 1)
    let (across, down) = (
      Taps.line(
        image.width, from: 0, to: Double(columns), bounds: 0..<columns, .bilinear),
      Taps.line(image.height, from: 0, to: Double(rows), bounds: 0..<rows, .bilinear)
    )
    let table = colors.table()
    for (y, line) in down.enumerated() {
      for (x, column) in across.enumerated() {
        var sum: Float = 0
        for (j, weightY) in line.weights.enumerated() {
          for (i, weightX) in column.weights.enumerated() where weightX * weightY > 0 {
            sum += numbers[(line.first + j) * columns + column.first + i] * Float(weightX * weightY)
          }
        }
        let t = limits.unit(sum)
        let clamped = t.isNaN ? 0 : min(max(t, 0), 1)
        let color = t.isNaN ? Colormap.missing : table[Int((clamped * 255).rounded())]
        // Strong numbers stand out; weak ones let the picture through.
        let strength = colors == .diverging ? abs(clamped * 2 - 1) : clamped
        let share = isUniform || t.isNaN ? most : most * (0.08 + 0.92 * strength.squareRoot())
        image.blend(color.withAlpha(share), x: x, y: y)
      }
    }
    return showsBar ? try image.withColorBar(limits, colors) : image
  }
}
