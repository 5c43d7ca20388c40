/// Where a product's columns go: `images` groups of `columns` neighbours. A plain matrix is one.
struct ColumnLayout {
  let base: UnsafeMutablePointer<Float>
  let images: Int
  /// Columns of one image.
  let columns: Int
  let imageStride: Int
  let rowStride: Int

  /// A row-major matrix.
  init(_ base: UnsafeMutablePointer<Float>, columns: Int) {
    self.init(base, images: 1, columns: columns, imageStride: 0, rowStride: columns)
  }

  init(
    _ base: UnsafeMutablePointer<Float>, images: Int, columns: Int, imageStride: Int,
    rowStride: Int
  ) {
    self.base = base
    self.images = images
    self.columns = columns
    self.imageStride = imageStride
    self.rowStride = rowStride
  }

  /// Splits columns that are counted through all images into stretches of neighbours.
  @inline(__always)
  func forEachRun(_ range: Range<Int>, _ body: (_ column: Int, _ place: Int, _ count: Int) -> Void)
  {
    var column = range.lowerBound
    while column < range.upperBound {
      let (image, within) = column.quotientAndRemainder(dividingBy: columns)
      let count = min(columns - within, range.upperBound - column)
      body(column, image * imageStride + within, count)
      column += count
    }
  }
}
