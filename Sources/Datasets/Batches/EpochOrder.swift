import Tensors

/// In which order pictures are seen: each once an epoch, in another order every epoch, all of it a
/// function of the seed.
public struct EpochOrder: Hashable, Sendable {
  /// Pictures.
  public let count: Int
  public let seed: Int
  /// False for the order of the source, epoch after epoch.
  public let isShuffled: Bool

  /// - Parameter count: pictures; less than 0 counts as none.
  public init(count: Int, seed: Int = 0, isShuffled: Bool = true) {
    self.count = max(0, count)
    self.seed = seed
    self.isShuffled = isShuffled
  }

  /// Every number below `count` once, in the order of that epoch.
  public func permutation(epoch: Int) -> [Int] {
    var order = Array(0..<count)
    guard isShuffled else { return order }
    var generator = SeededGenerator(mixing: seed, epoch)
    // Fisher and Yates, with draws of ours: the standard library may change its own.
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, generator.index(below: i + 1))
    }
    return order
  }

  /// The pictures at some places of the endless row of epochs.
  func indices(at places: Range<Int>) -> [Int] {
    guard count > 0 else { return [] }
    var epoch = places.lowerBound / count
    var order = permutation(epoch: epoch)
    return places.map { place in
      if place / count != epoch {
        epoch = place / count
        order = permutation(epoch: epoch)
      }
      return order[place % count]
    }
  }
}

extension SeededGenerator {
  /// A generator for one purpose: two seeds, or two numbers under one seed, share no draws.
  init(mixing seed: Int, _ number: Int, _ purpose: Int = 0) {
    var mixer = SeededGenerator(seed: seed)
    let salt = mixer.next() ^ (UInt64(truncatingIfNeeded: number) &* 8 &+ UInt64(purpose & 7))
    self.init(seed: Int(truncatingIfNeeded: salt &* 0x9E37_79B9_7F4A_7C15))
  }
}
