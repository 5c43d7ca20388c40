import Tensors

// C channels, H×W cells.

/// Which numbers the ends of a colour map stand for in a mosaic.
public enum MosaicRange: Hashable, Sendable {
  /// Each map from its own least to its own greatest number: shows shapes.
  case each
  /// All maps from the least to the greatest of all: shows which maps are strong.
  case shared
  /// As given.
  case fixed(ClosedRange<Float>)
}

extension Tensor {
  /// A matrix as colours, with a colour bar.
  ///
  /// Cells are enlarged by a whole factor; when they are few, each shows its number. NaN is
  /// magenta.
  ///
  /// - Parameter range: the numbers at the ends of the colour map; `nil` takes the least and the
  ///   greatest that are there.
  /// - Throws: `ShapeError` unless the shape is `[H, W]`, or that with leading axes of 1.
  /// - Parameter colors: the colour map, from low to high.
  /// - Returns: a picture of `[H, W]`, with a bar.
  /// - Example: `try Tensor([[1, 2, 3], [4, 5, 6]]).heatMap()`
  public func heatMap(
    range: ClosedRange<Float>? = nil, colors: Colormap = .viridis, showsBar: Bool = true
  ) throws -> Image {
    let (height, width) = try matrixSize("heatMap")
    let values = values
    let limits = ValueRange(of: values, asked: range, for: colors)
    let map = try MapTile.colored(values, width, height, limits, colors)
    let cell = MapTile.cellSize(width, height)
    var image = try map.scaled(by: cell)
    MapTile.writeNumbers(values, width, cell: cell, on: &image, map)
    return showsBar ? try image.withColorBar(limits, colors) : image
  }

  /// Feature maps beside each other, each with a caption.
  ///
  /// - Parameters:
  ///   - captions: one for each map; none gives their numbers.
  ///   - range: see `MosaicRange`.
  /// - Throws: `ShapeError` unless the shape is `[C, H, W]`, `[1, C, H, W]` or `[N, 1, H, W]`;
  ///   `ImageError` when captions do not match or the sheet gets too large.
  /// - Parameter columns: maps in a row; `nil` chooses.
  /// - Parameter colors: the colour map, from low to high.
  /// - Parameter title: stands above.
  /// - Example: `try Tensor.range(0..<48).reshaped([3, 4, 4]).mosaic(captions: ["a", "b", "c"])`
  public func mosaic(
    captions: [String] = [], columns: Int? = nil, range: MosaicRange = .each,
    colors: Colormap = .viridis, title: String = ""
  ) throws -> Image {
    var shape = shape
    if shape.count == 4, shape[1] == 1 { shape.remove(at: 1) }
    if shape.count == 4, shape[0] == 1 { shape.removeFirst() }
    guard shape.count == 3, !shape.contains(0) else {
      throw ShapeError(
        operation: "mosaic", expected: "[C, H, W], [1, C, H, W] or [N, 1, H, W]",
        found: "\(self.shape)", hint: "pick one picture of the batch with x[0]")
    }
    let (count, height, width) = (shape[0], shape[1], shape[2])
    let plane = width * height
    let values = values
    let factor = MapTile.tileFactor(width, height, count: count)
    let shared: ValueRange? =
      switch range {
      case .each: nil
      case .shared: ValueRange(of: values, asked: nil, for: colors)
      case .fixed(let limits): ValueRange(of: values, asked: limits, for: colors)
      }
    let tiles = try (0..<count).map { index in
      let map = values[index * plane..<(index + 1) * plane]
      let limits = shared ?? ValueRange(of: map, asked: nil, for: colors)
      return try MapTile.colored(Array(map), width, height, limits, colors).scaled(by: factor)
    }
    let sheet = try Image.grid(
      tiles, captions: captions.isEmpty ? (0..<count).map(String.init) : captions,
      columns: columns, title: title)
    return try shared.map { try sheet.withColorBar($0, colors) } ?? sheet
  }

  /// Height and width of a matrix that may have leading axes of 1.
  func matrixSize(_ operation: String) throws -> (height: Int, width: Int) {
    guard rank >= 2, shape.dropLast(2).allSatisfy({ $0 == 1 }), count > 0 else {
      throw ShapeError(
        operation: operation, expected: "[H, W], or that with leading axes of 1",
        found: "\(shape)", hint: "index first, as in x[0, 2], or draw all maps with mosaic()")
    }
    return (shape[rank - 2], shape[rank - 1])
  }
}
