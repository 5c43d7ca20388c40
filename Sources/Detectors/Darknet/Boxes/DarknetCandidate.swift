import Boxes

/// A box that a head speaks for, before suppression.
public struct DarknetCandidate: Hashable, Sendable {
  /// Of the picture, in its pixels; not clipped to it.
  public let box: Box
  public let objectness: Float
  /// Objectness times the probability of each class, where it is above the threshold.
  public let scores: [Score]

  public struct Score: Hashable, Sendable {
    public let classIndex: Int
    public let score: Float
  }
}
