import Tensors

extension Tensor {
  /// Reads an array that NumPy saved (`np.save`): f2 f4 f8, i1…i8, u1…u8 and b1, either byte order,
  /// row by row or column by column, format versions 1 to 3.
  ///
  /// Doubles are rounded to the nearest float32; whole numbers are converted when a float32 can hold
  /// each of them.
  ///
  /// - Throws: `CheckpointError` with the file, the place, what was expected and what was found.
  public init(npy path: String) throws {
    try self.init(npy: FileSource(path))
  }

  package init(npy source: some ByteSource) throws {
    let header = try NPYHeader(source)
    let stored = try source.tensor(
      header.type, shape: header.isFortranOrder ? header.shape.reversed() : header.shape,
      at: header.dataStart, bigEndian: header.bigEndian, place: "the array")
    self = header.isFortranOrder ? try stored.axesReversed() : stored
  }

  /// Writes the tensor as an npy file (version 1.0, `<f4`, row by row): the bytes that `np.save`
  /// writes for the same float32 array. Written aside, then renamed.
  ///
  /// - Throws: `CheckpointError` when the file cannot be written.
  public func writeNPY(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      try file.append(npyHeader)
      try file.append(self, .float32)
    }
  }

  /// Everything before the numbers, padded so that they begin at a multiple of 64 bytes.
  var npyHeader: [UInt8] {
    let axes = shape.map(String.init)
    let tuple = axes.count == 1 ? "(\(axes[0]),)" : "(\(axes.joined(separator: ", ")))"
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
    // As NumPy does: room to append along the first axis without moving the numbers.
    if let first = axes.first {
      text += String(repeating: " ", count: Swift.max(0, 21 - first.count))
    }
    let beginning = NPYHeader.magic + [1, 0]
    let unpadded = beginning.count + 2 + text.utf8.count + 1
    text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = text.utf8.count  // at most 64 axes of at most 20 digits: fits 16 bits
    return beginning + [UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8)]
      + Array(text.utf8)
  }

  /// The transpose over all axes: element [i, j, k] of the result is element [k, j, i] of this.
  private func axesReversed() throws -> Tensor {
    let source = self
    return try Tensor(shape: shape.reversed(), operation: "npy") { floats in
      // The stride, in the source, of each axis of the result: the last source axis comes first.
      var strides: [Int] = []
      var step = 1
      for length in source.shape.reversed() {
        strides.append(step)
        step *= length
      }
      let lengths = Array(source.shape.reversed())
      var index = [Int](repeating: 0, count: lengths.count)
      var from = 0
      source.withFloats { values in
        for to in 0..<source.count {
          floats[to] = values[from]
          for axis in index.indices.reversed() {  // the next index, like an odometer
            index[axis] += 1
            from += strides[axis]
            if index[axis] < lengths[axis] { break }
            from -= strides[axis] * lengths[axis]
            index[axis] = 0
          }
        }
      }
    }
  }
}
