extension Collection where Element == Box {
  /// Each cut off at the edges of a picture of that size.
  public func clipped(width: Int, height: Int) -> [Box] {
    map { $0.clipped(width: width, height: height) }
  }

  /// The indices of the boxes that are at least so wide and so high, in pixels; none that is not
  /// finite.
  public func indices(atLeast side: Float) -> [Int] {
    enumerated().compactMap { index, box in
      box.isFinite && box.width >= side && box.height >= side ? index : nil
    }
  }
}
