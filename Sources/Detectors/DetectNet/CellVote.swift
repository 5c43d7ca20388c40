import Boxes

/// What one covered cell says: there is a thing of this class here, and this is its box.
///
/// - Example:
///       let detector = try DetectNetDetector(network: PastureDetectNet.trained())
///       let votes = try detector.votes(in: Image(example: "pasture-01.png"))
///       votes.count
///       votes[0].cell
///       votes[0].classIndex
///       votes[0].coverage
///       votes[0].box
public struct CellVote: Hashable, Sendable {
  /// Of the grid over the network's input.
  public let cell: GridCell
  /// Whose coverage map the vote comes from.
  public let classIndex: Int
  /// How sure the cell is, in 0…1.
  public let coverage: Float
  /// In pixels; not clipped to the picture.
  public let box: Box

  /// In a picture that is so many times as wide and as high.
  func scaled(x: Float, y: Float) -> CellVote {
    CellVote(
      cell: cell, classIndex: classIndex, coverage: coverage, box: box.scaled(x: x, y: y))
  }
}

/// Votes of one class that agree.
///
/// - Example:
///       let detector = try DetectNetDetector(network: PastureDetectNet.trained())
///       let votes = try detector.votes(in: Image(example: "pasture-01.png"))
///       let group = try detector.groups(of: votes)[0]
///       group.box
///       group.votes.count
///       group.score
public struct VoteGroup: Hashable, Sendable {
  /// The mean of their boxes; not clipped to the picture.
  public let box: Box
  /// Row by row; never none.
  public let votes: [CellVote]

  /// Their mean coverage.
  public var score: Float {
    votes.reduce(0) { $0 + $1.coverage } / Float(max(1, votes.count))
  }
}

private func hundredths(_ x: Float) -> String { "\((x * 100).rounded() / 100)" }

extension CellVote: CustomStringConvertible {
  public var description: String {
    "CellVote(\(cell), class \(classIndex), coverage \(hundredths(coverage)), \(box))"
  }
}

extension VoteGroup: CustomStringConvertible {
  public var description: String {
    "VoteGroup(\(votes.count) votes, score \(hundredths(score)), \(box))"
  }
}
