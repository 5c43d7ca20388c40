// R regions, K classes with background.

import Boxes
import Tensors

/// The minibatch of one picture: regions, and what the network should say of each.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let things = [Box(x1: 10, y1: 10, x2: 40, y2: 30)]
///       let proposals = [things[0].moved(x: 2, y: 1), Box(x1: 50, y1: 10, x2: 80, y2: 40)]
///       let sampler = try RegionSampler(count: 4)
///       let sample = try sampler.sample(proposals, truths: things, classes: [2], using: &generator)
///       sample.boxes.count
///       sample.classes
///       sample.offsets.count
///       sample.truths
public struct SampledRegions: Sendable {
  /// Proposals and true boxes, in pixels; those that show a thing first.
  public let boxes: [Box]
  /// The class of each, 0 for background.
  public let classes: [Int]
  /// From each region to its true box, with the weights of `BoxCodec.regionHead`; `nil` for
  /// background.
  public let offsets: [BoxOffset?]
  /// Which of the true boxes each was matched with; `nil` for background.
  public let truths: [Int?]
}

extension SampledRegions: CustomStringConvertible {
  public var description: String {
    "SampledRegions(\(boxes.count), \(classes.count { $0 > 0 }) of them things)"
  }
}

/// Chooses which proposals of a picture Fast R-CNN learns from.
///
/// A proposal shows a thing if its IoU with the thing is at least 0.5, else background; a quarter of
/// a minibatch shows things. All regions of a picture share its map, so few pictures with many
/// regions each cost far less than many pictures with one.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.3: "hierarchical sampling".
/// - Differs: background is any IoU below 0.5; the paper takes 0.1 to 0.5 only, for hard ones.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let things = [Box(x1: 10, y1: 10, x2: 40, y2: 30)]
///       let proposals = [things[0].moved(x: 2, y: 1), Box(x1: 50, y1: 10, x2: 80, y2: 40)]
///       let sampler = try RegionSampler(count: 4)
///       let sample = try sampler.sample(proposals, truths: things, classes: [2], using: &generator)
///       sample.boxes.count
///       sample.classes
///       sample.offsets.count
public struct RegionSampler: Equatable, Sendable {
  /// Regions of one picture.
  public let count: Int
  /// At most this share shows things.
  public let positiveShare: Float

  private let sampler: BalancedSampler

  /// A sampler of so many regions of each picture.
  ///
  /// - Parameters:
  ///   - count: regions of one picture.
  ///   - positiveShare: at most this share shows things.
  /// - Throws: `BoxError` for a count below 0 or a share outside 0…1.
  public init(count: Int = 64, positiveShare: Float = 0.25) throws {
    sampler = try BalancedSampler(count: count, positiveShare: positiveShare)
    self.count = count
    self.positiveShare = positiveShare
  }

  // quote: sample
  /// The minibatch of one picture, drawn by chance.
  ///
  /// - Parameters:
  ///   - proposals: the true boxes are taken along as proposals of their own.
  ///   - truths: boxes of the things in the picture.
  ///   - classes: one for each true box, from 1.
  ///   - ignored: what lies on these by an IoU of 0.5 or more is left out.
  /// - Throws: `BoxError` for lists of different lengths, and for boxes that are not finite.
  public func sample(
    _ proposals: [Box], truths: [Box], classes: [Int], ignored: [Box] = [],
    using generator: inout SeededGenerator
  ) throws -> SampledRegions {
    guard truths.count == classes.count else {
      throw BoxError(
        operation: "sample", expected: "a class for each of \(truths.count) true boxes",
        found: "\(classes.count) classes")
    }
    let candidates = (truths + proposals).filter { !$0.isDegenerate }
    let matcher = try BoxMatcher(positive: 0.5, negative: 0.5)
    let matches = try matcher.match(candidates, to: truths + ignored).map { match in
      match.truth.map { $0 < truths.count } ?? true ? match : .neutral
    }
    let (positives, negatives) = sampler.sample(matches, using: &generator)
    let chosen = positives + negatives
    return SampledRegions(
      boxes: chosen.map { candidates[$0] },
      classes: chosen.map { matches[$0].truth.map { classes[$0] } ?? 0 },
      offsets: try chosen.map { index in
        try matches[index].truth.map {
          try BoxCodec.regionHead.encode(truths[$0], from: candidates[index])
        }
      },
      truths: chosen.map { matches[$0].truth })
  }
  // end quote
}

/// The two losses of Fast R-CNN over R regions: the surprise at the right class, and how far the box
/// of that class is off. Background has no box.
///
/// - Parameters:
///   - answers: of the R regions, picture after picture.
///   - samples: of each picture, in order: R regions together.
///   - beta: where smooth L1 turns from a square to a line; torchvision takes 1/9.
/// - Returns: both of shape `[]`: −log of the right class's probability, the mean over all regions;
///   and smooth L1 summed over dx, dy, dw, dh, divided by R too, so that a picture with few things
///   is not ruled by them.
/// - Throws: `ShapeError` for another number of regions, or a class that is not there.
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.3, equations 1–3, with λ = 1.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureFastRCNN(using: &generator)
///       let things = [Box(x1: 10, y1: 10, x2: 40, y2: 30)]
///       let sample = try RegionSampler(count: 4).sample(
///         [], truths: things, classes: [2], using: &generator)
///       let answers = try network.answers(
///         map: Tensor.full([1, 96, 12, 16], 0.5), regions: Tensor(regions: sample.boxes))
///       try fastRCNNLosses(answers, [sample]).classes
public func fastRCNNLosses(
  _ answers: RegionAnswers, _ samples: [SampledRegions], beta: Float = 1
) throws -> (classes: Tensor, boxes: Tensor) {
  let (classes, offsets) = (samples.flatMap(\.classes), samples.flatMap(\.offsets))
  let (count, width) = (answers.logits.shape.first ?? 0, answers.offsets.shape.last ?? 0)
  guard classes.count == count else {
    throw ShapeError(
      operation: "fastRCNNLosses",
      expected: "samples of \(count) regions, as many as were answered",
      found: "\(classes.count)")
  }
  let surprise = try crossEntropy(answers.logits, classes)
  // quote: told
  // Of 4 K numbers a region has, only the four of its own class are told anything.
  var targets = [Float](repeating: 0, count: count * width)
  var weights = targets
  for (row, (label, offset)) in zip(classes, offsets).enumerated() {
    guard let offset else { continue }
    for (part, value) in offset.values.enumerated() {
      targets[row * width + 4 * label + part] = value
      weights[row * width + 4 * label + part] = 1
    }
  }
  // end quote
  let distance = try smoothL1(
    answers.offsets, Tensor(targets, shape: [count, width]), beta: beta,
    weights: Tensor(weights, shape: [count, width]), reduction: .sum)
  return (surprise, try distance / Float(max(count, 1)))
}
