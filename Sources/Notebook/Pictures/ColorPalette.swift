/// A few colours that stand for many.
///
/// - Source: Heckbert, "Color Image Quantization for Frame Buffer Display", SIGGRAPH 1982:
///   median cut, on colours of five bits a channel.
struct ColorPalette {
  /// 0xRRGGBB.
  private(set) var colors: [UInt32] = []
  /// By the colour's 15 bits.
  private var indices: [UInt16: Int] = [:]

  /// At most `limit` colours; where there are no more than that, exactly those.
  init(_ pixels: [UInt32], limit: Int) {
    var exact: Set<UInt32> = []
    for pixel in pixels where exact.count <= limit { exact.insert(pixel) }
    if exact.count <= limit {
      colors = exact.sorted()
      self.exact = Dictionary(
        uniqueKeysWithValues: colors.enumerated().map { ($0.element, $0.offset) })
      return
    }
    var bins: [UInt16: Bin] = [:]
    for pixel in pixels { bins[Self.key(pixel), default: Bin(key: Self.key(pixel))].add(pixel) }
    var boxes = [bins.values.sorted { $0.key < $1.key }]
    while boxes.count < limit {
      // The box with most pixels that can still be cut.
      guard
        let widest = boxes.indices.filter({ boxes[$0].count > 1 })
          .max(by: { Self.weight(boxes[$0]) < Self.weight(boxes[$1]) })
      else { break }
      let (low, high) = Self.cut(boxes[widest])
      boxes[widest] = low
      boxes.append(high)
    }
    for (index, box) in boxes.enumerated() {
      colors.append(Self.mean(box))
      for bin in box { indices[bin.key] = index }
    }
  }

  private var exact: [UInt32: Int] = [:]

  /// The palette's place for one of the pixels it was made of.
  func index(_ pixel: UInt32) -> Int { exact[pixel] ?? indices[Self.key(pixel)] ?? 0 }

  /// The pixels of one 15-bit colour.
  private struct Bin {
    let key: UInt16
    var count = 0
    var sum: [Int] = [0, 0, 0]

    init(key: UInt16) { self.key = key }
    mutating func add(_ pixel: UInt32) {
      count += 1
      sum[0] += Int(pixel >> 16)
      sum[1] += Int(pixel >> 8 & 255)
      sum[2] += Int(pixel & 255)
    }
    func channel(_ index: Int) -> Int { Int(key >> UInt16(10 - 5 * index)) & 31 }
  }

  private static func key(_ pixel: UInt32) -> UInt16 {
    UInt16(pixel >> 19 & 31) << 10 | UInt16(pixel >> 11 & 31) << 5 | UInt16(pixel >> 3 & 31)
  }

  private static func weight(_ box: [Bin]) -> Int { box.reduce(0) { $0 + $1.count } }

  /// Along its longest side, where half of the pixels lie on either side.
  private static func cut(_ box: [Bin]) -> ([Bin], [Bin]) {
    func length(_ channel: Int) -> Int {
      let values = box.map { $0.channel(channel) }
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    let channel = (0..<3).max { length($0) < length($1) } ?? 0
    let sorted = box.sorted { ($0.channel(channel), $0.key) < ($1.channel(channel), $1.key) }
    let half = weight(box) / 2
    var (index, seen) = (0, 0)
    while index < sorted.count - 1, seen + sorted[index].count <= half {
      seen += sorted[index].count
      index += 1
    }
    let place = max(1, min(index, sorted.count - 1))
    return (Array(sorted[..<place]), Array(sorted[place...]))
  }

  private static func mean(_ box: [Bin]) -> UInt32 {
    let count = max(1, weight(box))
    let channels = (0..<3).map { channel in
      UInt32((box.reduce(0) { $0 + $1.sum[channel] } + count / 2) / count)
    }
    return channels[0] << 16 | channels[1] << 8 | channels[2]
  }
}
