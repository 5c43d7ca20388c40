import Tensors

/// How numbers lie in a file. In memory they are always 32-bit floats.
package enum ElementType: Sendable {
  case float16, bfloat16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  /// One byte; anything but 0 is true, which is 1.
  case bool

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Turns stored elements into floats.
  ///
  /// Half precision is exact; doubles are rounded to the nearest float.
  ///
  /// - Returns: the index of the first element that a float cannot stand for: a whole number that is
  ///   not exactly a float (from 2²⁴ on some are not), or a finite double beyond the largest float;
  ///   `nil` when all went well.
  func decode(
    _ bytes: UnsafeRawBufferPointer, bigEndian: Bool, into floats: UnsafeMutablePointer<Float>
  ) -> Int? {
    func integers<I: FixedWidthInteger>(_: I.Type) -> Int? {
      each(I.self) { bits in Float(exactly: bits) }
    }
    /// Applies `convert` to every element, put into this machine's byte order.
    func each<I: FixedWidthInteger>(_: I.Type, _ convert: (I) -> Float?) -> Int? {
      for i in 0..<bytes.count / MemoryLayout<I>.size {
        let raw = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<I>.size, as: I.self)
        guard let value = convert(bigEndian ? I(bigEndian: raw) : I(littleEndian: raw)) else {
          return i
        }
        floats[i] = value
      }
      return nil
    }
    switch self {
    case .float16: return each(UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: return each(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float32: return each(UInt32.self) { Float(bitPattern: $0) }
    case .float64:
      return each(UInt64.self) { bits in
        let double = Double(bitPattern: bits)
        let value = Float(double)
        return value.isInfinite && double.isFinite ? nil : value
      }
    case .int8: return integers(Int8.self)
    case .int16: return integers(Int16.self)
    case .int32: return integers(Int32.self)
    case .int64: return integers(Int64.self)
    case .uint8: return integers(UInt8.self)
    case .uint16: return integers(UInt16.self)
    case .uint32: return integers(UInt32.self)
    case .uint64: return integers(UInt64.self)
    case .bool: return each(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }
}

extension ByteSource {
  /// Reads a tensor that lies row by row from `offset` on. The caller has checked that its bytes
  /// exist.
  ///
  /// - Parameter place: what error messages call the tensor.
  package func tensor(
    _ type: ElementType, shape: [Int], at offset: Int, bigEndian: Bool = false, place: String
  ) throws -> Tensor {
    let chunk = 1 << 15  // elements at a time, so that a large file is never in memory twice
    return try Tensor(shape: shape, operation: "Checkpoint") { floats in
      let count = shape.reduce(1, *)
      var buffer = [UInt8](repeating: 0, count: min(chunk, count) * type.size)
      for start in stride(from: 0, to: count, by: chunk) {
        let length = min(chunk, count - start)
        let unfit: Int? = try buffer.withUnsafeMutableBytes { whole in
          let bytes = UnsafeMutableRawBufferPointer(rebasing: whole[..<(length * type.size)])
          try read(at: offset + start * type.size, into: bytes)
          return type.decode(
            UnsafeRawBufferPointer(bytes), bigEndian: bigEndian, into: floats + start)
        }
        if let unfit {
          throw CheckpointError(
            file: name, place: "\(place), element \(start + unfit)",
            expected: "\(type) values that a 32-bit float can hold", found: "one that it cannot",
            hint: "convert the array to float32 where it was made")
        }
      }
    }
  }
}
