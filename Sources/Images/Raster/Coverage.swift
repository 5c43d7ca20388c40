/// How much of each pixel an outline covers: 0 nothing, 255 all of it.
public struct Coverage: Equatable, Sendable {
  public let width, height: Int
  /// `height * width` values, row by row.
  public internal(set) var values: [UInt8]

  /// - Precondition: none; a size below 1 gives an empty buffer.
  public init(of path: Path, through transform: Transform = .identity, width: Int, height: Int) {
    let fits = width > 0 && height > 0 && !width.multipliedReportingOverflow(by: height).overflow
    self.width = fits ? width : 0
    self.height = fits ? height : 0
    var values = [UInt8](repeating: 0, count: self.width * self.height)
    let stride = self.width
    var converter = ScanConverter()
    converter.scan(path, through: transform, columns: 0..<self.width, rows: 0..<self.height) {
      y, x, coverage in
      for i in coverage.indices { values[y * stride + x + i] = coverage[i] }
    }
    self.values = values
  }

  /// The coverage of one pixel; 0 outside the buffer.
  public subscript(x: Int, y: Int) -> UInt8 {
    x >= 0 && x < width && y >= 0 && y < height ? values[y * width + x] : 0
  }
}
