// The string that COCO files keep masks in: `"counts": "PPYo0…"`.
//
// Each run is a number of 5-bit groups, the lowest first, one character a group: 48 plus the group,
// plus 32 when another group follows. Bit 4 of the last group is the sign. From the fourth run on,
// what is written is the difference to the run before the last: edges of a thing are nearly
// straight, so neighbouring columns have nearly the same runs.
extension RunLengthMask {
  /// The runs as COCO's files write them: letters and signs, six bits each, later runs as
  /// differences.
  ///
  /// - Source: pycocotools, `maskApi.c`, `rleToString`; the same bytes.
  public var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(runs.count * 2)
    for (index, run) in runs.enumerated() {
      var rest = index > 2 ? run - runs[index - 2] : run
      var hasMore = true
      while hasMore {
        let group = rest & 0x1F
        rest >>= 5
        hasMore = group & 0x10 != 0 ? rest != -1 : rest != 0
        bytes.append(48 + UInt8(group) + (hasMore ? 0x20 : 0))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// From the string of a COCO file, and the size of its picture in pixels.
  ///
  /// - Throws: `BoxError` for a character that no group has, a number without an end, a negative
  ///   run, or runs that do not fill the picture exactly.
  /// - Source: pycocotools, `maskApi.c`, `rleFrString`, which checks none of this.
  /// - Example: `try RunLengthMask(text: "833000f0", width: 8, height: 6)`
  /// - Parameter text: `counts` of the file.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public init(text: String, width: Int, height: Int) throws {
    try self.init(text: Array(text.utf8), width: width, height: height)
  }

  /// The same, from the string's bytes.
  public init(text bytes: [UInt8], width: Int, height: Int) throws {
    var runs: [Int] = []
    var index = 0
    func refuse(_ found: String) -> BoxError {
      BoxError(
        operation: "Mask", expected: "a run-length string in COCO's characters, ‘0’ to ‘o’",
        found: found, hint: "was the string cut off, or escaped twice?")
    }
    while index < bytes.count {
      var (value, shift, hasMore) = (0, 0, true)
      while hasMore {
        guard index < bytes.count else {
          throw refuse("the end of the string in the middle of a number")
        }
        let byte = bytes[index]
        guard (48..<112).contains(byte) else {
          throw refuse("byte \(byte) at index \(index)")
        }
        guard shift < 40 else { throw refuse("a number of 40 bits and more at index \(index)") }
        let group = Int(byte - 48)
        value |= (group & 0x1F) << shift
        shift += 5
        hasMore = group & 0x20 != 0
        if !hasMore, group & 0x10 != 0 { value |= -1 << shift }
        index += 1
      }
      // Cannot overflow: a value has 41 bits, and `init(runs:)` would refuse a sum beyond 2²⁸; a
      // chain of differences is stopped here before it grows.
      let run = runs.count > 2 ? value + runs[runs.count - 2] : value
      guard run >= 0, run <= width * height else {
        throw refuse("a run of \(run) pixels at index \(runs.count), in \(width)×\(height)")
      }
      runs.append(run)
    }
    try self.init(runs: runs, width: width, height: height)
  }
}
