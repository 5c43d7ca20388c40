/// A block of floats that need not be contiguous: what a permutation or a slice reads, and what the
/// gradient of a slice writes.
struct StridedBlock {
  /// Axes of length 1 dropped and neighbours merged; never empty.
  private(set) var shape: [Int]
  private(set) var strides: [Int]
  /// Where the block starts, in floats.
  let offset: Int

  init(shape: [Int], strides: [Int], offset: Int = 0) {
    self.offset = offset
    self.shape = []
    self.strides = []
    for (length, stride) in zip(shape, strides) where length != 1 {
      if let outer = self.strides.last, outer == stride * length {
        self.shape[self.shape.count - 1] *= length
        self.strides[self.strides.count - 1] = stride
      } else {
        self.shape.append(length)
        self.strides.append(stride)
      }
    }
    if self.shape.isEmpty { (self.shape, self.strides) = ([1], [1]) }
  }

  private var length: Int { shape[shape.count - 1] }
  private var step: Int { strides[strides.count - 1] }

  /// Copies the block out of `source` to contiguous `target`.
  func read(from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    if isTransposed { return readTransposed(from: source, to: target) }
    let (length, step) = (length, step)
    StridedRows(shape: shape, strides: strides).forEach { row, start in
      let (x, y) = (source + offset + start, target + row * length)
      if step == 1 {
        y.update(from: x, count: length)
      } else {
        for i in 0..<length { y[i] = x[i * step] }
      }
    }
  }

  /// Copies contiguous `source` into the block's places in `target`.
  func write(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    let (length, step) = (length, step)
    StridedRows(shape: shape, strides: strides).forEach { row, start in
      let (x, y) = (source + row * length, target + offset + start)
      if step == 1 {
        y.update(from: x, count: length)
      } else {
        for i in 0..<length { y[i * step] = x[i] }
      }
    }
  }

  /// Writes one number into every place of the block.
  func fill(_ value: Float, in target: UnsafeMutablePointer<Float>) {
    let (length, step) = (length, step)
    StridedRows(shape: shape, strides: strides).forEach { _, start in
      let y = target + offset + start
      for i in 0..<length { y[i * step] = value }
    }
  }

  /// The last axis jumps and the one before it does not: the plain copy would miss the cache on
  /// every float.
  private var isTransposed: Bool { shape.count >= 2 && step > 1 && strides[shape.count - 2] == 1 }

  /// Square tiles keep both sides in the cache.
  private func readTransposed(
    from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) {
    let tile = 16
    let (rows, columns, step) = (shape[shape.count - 2], length, step)
    let outer = StridedRows(shape: shape.dropLast() + [], strides: strides.dropLast() + [])
    outer.forEach { matrix, start in
      let (x, y) = (source + offset + start, target + matrix * rows * columns)
      for top in stride(from: 0, to: rows, by: tile) {
        for left in stride(from: 0, to: columns, by: tile) {
          for row in top..<min(top + tile, rows) {
            for column in left..<min(left + tile, columns) {
              y[row * columns + column] = x[row + column * step]
            }
          }
        }
      }
    }
  }
}
