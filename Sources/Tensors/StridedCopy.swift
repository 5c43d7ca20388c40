internal import CKernels

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

  /// Calls `body` with each row's number and where it starts, on several threads.
  @inline(__always)
  private func forEachRow(_ body: (_ row: Int, _ start: Int) -> Void) {
    let rows = StridedRows(shape: shape, strides: strides)
    Work.chunks(rows.count, grain: max(1, Work.grain / max(length, 1))) {
      rows.forEach(in: $0, body)
    }
  }

  /// Copies the block out of `source` to contiguous `target`.
  func read(
    from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    if let axis = transposedAxis {
      return readTransposed(axis, from: source, to: target, loops: loops)
    }
    let (length, step) = (length, step)
    forEachRow { row, start in
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
    forEachRow { row, start in
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
    forEachRow { _, start in
      let y = target + offset + start
      for i in 0..<length { y[i * step] = value }
    }
  }

  /// The axis along which neighbours are neighbours in memory, when that is not the last one: copied
  /// row by row, the block would miss the cache on every float.
  private var transposedAxis: Int? {
    step > 1 ? strides.dropLast().lastIndex(of: 1) : nil
  }

  /// `axis` and the last one span matrices that are turned, each cut into some rows for a task.
  private func readTransposed(
    _ axis: Int, from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
    loops: CKTable
  ) {
    let (rows, columns, step) = (shape[axis], length, step)
    let rowStride = shape[(axis + 1)...].reduce(1, *)
    // What is left of the block, in the source and in the target.
    var (outer, targetStrides) = ((shape: [Int](), strides: [Int]()), [Int]())
    for other in shape.indices.dropLast() where other != axis {
      outer.shape.append(shape[other])
      outer.strides.append(strides[other])
      targetStrides.append(shape[(other + 1)...].reduce(1, *))
    }
    let matrices = outer.shape.reduce(1, *)
    let height = min(rows, blocks(max(1, Work.grain / columns), of: 64) * 64)
    let pieces = blocks(rows, of: height)
    Work.chunks(matrices * pieces, grain: max(1, Work.grain / (height * columns))) { range in
      for task in range {
        var (rest, piece) = task.quotientAndRemainder(dividingBy: pieces)
        var (from, to) = (offset, 0)
        for other in outer.shape.indices.reversed() {
          let position: Int
          (rest, position) = rest.quotientAndRemainder(dividingBy: outer.shape[other])
          from += position * outer.strides[other]
          to += position * targetStrides[other]
        }
        piece *= height
        loops.transpose(
          source + from + piece, step, min(height, rows - piece), columns,
          target + to + piece * rowStride, rowStride)
      }
    }
  }
}
