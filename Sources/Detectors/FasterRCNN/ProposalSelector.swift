// L levels, A anchors a cell, H×W cells.

import Boxes
import Tensors

/// Which of all anchors, moved as the network says, become proposals: the best of each level, clipped,
/// the tiny ones left out, suppressed level by level, and the best of what remains.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.3, "Sharing features"; torchvision's
///   `RegionProposalNetwork.filter_proposals`.
public struct ProposalSelector: Equatable, Sendable {
  /// At most so many candidates of a level, by their logits.
  public var mostPerLevel = 1000
  /// At most so many proposals.
  public var mostKept = 1000
  /// The IoU above which the weaker of two candidates of one level is dropped.
  public var suppression: Float = 0.7
  /// Candidates narrower or lower than this are dropped, in pixels of the network's input.
  public var smallestSide: Float = 1e-3

  /// torchvision's: the best 1000 of each level, 1000 proposals.
  public init() {}

  /// - Throws: `ShapeError` for what makes no sense.
  func check() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "ProposalSelector", expected: expected, found: found)
      }
    }
    try require(mostPerLevel >= 0, "at least 0 candidates a level", "\(mostPerLevel)")
    try require(mostKept >= 0, "at least 0 proposals", "\(mostKept)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
    try require(smallestSide >= 0, "a smallest side of at least 0 pixels", "\(smallestSide)")
  }

  /// From what the head says of all maps to the proposals of one picture, with everything between.
  ///
  /// - Parameters:
  ///   - maps: one a level, the finest first.
  ///   - anchors: one a level.
  ///   - picture: its place in the batch.
  ///   - width: of the picture as the network sees it, without padding, in pixels: boxes are clipped
  ///     to it.
  ///   - height: likewise.
  /// - Throws: `ShapeError` for maps that do not fit the anchors, or a picture that is not there.
  public func callAsFunction(
    _ maps: [ProposalMap], anchors: [AnchorGrid], picture: Int = 0, width: Int, height: Int
  ) throws -> ProposalPass {
    try check()
    guard maps.count == anchors.count else {
      throw ShapeError(
        operation: "ProposalSelector", expected: "anchors for each of \(maps.count) maps",
        found: "for \(anchors.count)")
    }
    var levels = try zip(maps, anchors).enumerated().map { level, pair in
      try best(pair.0, pair.1, level: level, picture: picture, width: width, height: height)
    }
    // The place of each level's first candidate among all.
    let firsts = levels.indices.map { level in levels[..<level].reduce(0) { $0 + $1.count } }
    levels = try Workers.shared.map(levels.count) { suppressed(levels[$0], first: firsts[$0]) }
    var candidates = Array(levels.joined())
    let survivors = candidates.indices.filter { candidates[$0].fate == .kept }
    let order = survivors.sorted {
      let (a, b) = (candidates[$0].score, candidates[$1].score)
      return a != b ? a > b : $0 < $1
    }
    for place in order.dropFirst(mostKept) { candidates[place].fate = .surplus }
    return ProposalPass(
      maps: maps, anchors: anchors, picture: picture, width: width, height: height,
      candidates: candidates, kept: Array(order.prefix(mostKept)))
  }

  // quote: candidates
  /// The best anchors of one level, moved as the network says and clipped to the picture.
  private func best(
    _ map: ProposalMap, _ grid: AnchorGrid, level: Int, picture: Int, width: Int, height: Int
  ) throws -> [ProposalCandidate] {
    let shape = try map.checkedShape()  // [N, A, H, W]
    let (count, rows, columns) = (shape[1], shape[2], shape[3])
    guard 0..<shape[0] ~= picture, count == grid.anchors.count else {
      throw ShapeError(
        operation: "ProposalSelector",
        expected: "picture \(picture), and \(grid.anchors.count) logits a cell", found: "\(shape)")
    }
    let cells = rows * columns
    let places = map.logits.withFloats {
      topPlaces($0 + picture * count * cells, anchors: count, cells: cells, most: mostPerLevel)
    }
    let logits = map.logits.withFloats { logits in
      places.map { logits[(picture * count + $0 % count) * cells + $0 / count] }
    }
    let scores = try Tensor(logits, shape: [logits.count]).sigmoid().values
    return map.offsets.withFloats { offsets in
      let offsets = offsets + picture * 4 * count * cells
      return places.enumerated().map { rank, place in
        let (cell, index) = (place / count, place % count)
        let (row, column) = (cell / columns, cell % columns)
        let anchor = grid.anchors[index].moved(
          x: Float(column * grid.strideX), y: Float(row * grid.strideY))
        let first = offsets + 4 * index * cells + cell
        let offset = BoxOffset(
          dx: first[0], dy: first[cells], dw: first[2 * cells], dh: first[3 * cells])
        let decoded = BoxCodec.plain.decode(offset, from: anchor)
        let box = decoded.clipped(width: width, height: height)
        let isLarge = decoded.isFinite && min(box.width, box.height) >= smallestSide
        return ProposalCandidate(
          level: level, row: row, column: column, anchorIndex: index, anchor: anchor,
          logit: logits[rank], score: scores[rank], offset: offset, decoded: decoded, box: box,
          fate: isLarge ? .kept : .tooSmall)
      }
    }
  }
  // end quote

  // quote: suppress
  /// Greedy suppression among the candidates of one level, which come best first.
  ///
  /// - Parameter first: the place of the level's first candidate among those of all levels.
  /// - Returns: the same candidates; those that remain are `.kept`.
  private func suppressed(_ level: [ProposalCandidate], first: Int) -> [ProposalCandidate] {
    var (candidates, kept, boxes): ([ProposalCandidate], [Int], [Box]) = (level, [], [])
    for place in candidates.indices where candidates[place].fate == .kept {
      let box = candidates[place].box
      if let better = boxes.firstIndex(where: { $0.iou(with: box) > suppression }) {
        candidates[place].fate = .suppressed(by: first + kept[better])
      } else {
        kept.append(place)
        boxes.append(box)
      }
    }
    return candidates
  }
  // end quote
}

/// The places of the largest logits, best first; place `cell · anchors + anchor`, the order of
/// `AnchorGrid.boxes`. Of equal ones the first come first; a NaN never comes.
///
/// - Parameters:
///   - logits: a plane of `cells` for each anchor.
///   - leastLogit: less is passed over.
func topPlaces(
  _ logits: UnsafePointer<Float>, anchors: Int, cells: Int, most: Int,
  from leastLogit: Float = -.infinity
) -> [Int] {
  typealias Entry = (logit: Float, place: Int)
  func isBetter(_ a: Entry, _ b: Entry) -> Bool {
    a.logit != b.logit ? a.logit > b.logit : a.place < b.place
  }
  guard most > 0 else { return [] }
  var entries: [Entry] = []
  // What cannot be among the best any more is not even looked at.
  var least = leastLogit
  let capacity = most.multipliedReportingOverflow(by: 4).overflow ? Int.max : 4 * most
  for anchor in 0..<anchors {
    for cell in 0..<cells {
      let logit = logits[anchor * cells + cell]
      guard logit >= least else { continue }
      entries.append((logit, cell * anchors + anchor))
      guard entries.count >= capacity else { continue }
      entries.sort(by: isBetter)
      entries.removeLast(entries.count - most)
      least = entries[most - 1].logit
    }
  }
  entries.sort(by: isBetter)
  return entries.prefix(most).map(\.place)
}
