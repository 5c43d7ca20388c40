// N regions, F features, D numbers of the last map, K classes without background.

import Boxes
import Datasets
import Detectors
import Images
import Tensors

/// Fits R-CNN's support vector machines and box regressions to what its network makes of proposals.
///
/// - Source: Girshick et al., "R-CNN", CVPR 2014, §2.3 (machines: the true boxes are positives,
///   proposals with an IoU below 0.3 negatives, hard ones mined), appendices B and C (boxes:
///   proposals with an IoU of at least 0.6, λ = 1000).
struct RCNNMachines: Sendable {
  /// Below this IoU with every thing of a class, a proposal is one of its negatives.
  var negativeOverlap: Float = 0.3
  /// From this IoU with a thing on, a proposal teaches its class's boxes.
  var boxOverlap: Float = 0.6
  /// Feature vectors are scaled to this mean length, as the costs expect.
  var meanLength: Float = 20
  var svm = LinearSVM.Options()
  var lambda: Float = 1000
  /// A machine is trained anew when so many hard negatives have come together.
  var negativesBetweenFits = 2000
  /// Negatives of the first scenes to begin with.
  var firstScenes = 10
  /// Boxes of the first so many proposals of a class are learnt from.
  var mostBoxes = Int.max

  var description: String {
    "SVM: cost \(svm.cost), positives ×\(svm.positiveWeight), negatives below IoU "
      + "\(negativeOverlap); boxes: from IoU \(boxOverlap), lambda \(lambda)"
  }

  /// Regions of one scene as the network sees them.
  private struct Seen {
    let scene: ProposalScene
    /// `[N, F]`, scaled; row by row.
    var vectors: [Float]
    /// For each class from 1 on, the negatives among the proposals.
    let negatives: [[Int]]
  }

  /// Samples for the box regression of one class.
  private struct Moves {
    var maps: [Float] = []
    var offsets: [Float] = []
    var count: Int { offsets.count / 4 }
  }

  func fit(
    _ model: PastureRCNN, to scenes: ProposalScenes, count: Int, seed: Int,
    tell: (String) -> Void
  ) throws {
    let detector = try RCNNDetector(network: model)
    try fit(
      model, to: scenes, count: count, seed: seed, features: detector.features(of:in:), tell: tell)
  }

  /// - Parameter features: what the network makes of regions of a picture.
  func fit(
    _ model: some RegionMachineNetwork, to scenes: ProposalScenes, count: Int, seed: Int,
    features: ([Box], Image) throws -> RegionFeatures, tell: (String) -> Void
  ) throws {
    let classes = 1..<model.classNames.count
    var seen: [Seen] = []
    var moves = [Moves](repeating: Moves(), count: classes.upperBound)
    var length = 0
    for index in 0..<count {
      let scene = try scenes.scene(index)
      let features = try withoutGradient { try features(scene.boxes, scene.image) }
      try gather(scene, features.maps, into: &moves)
      length = features.vectors.shape[1]
      seen.append(
        Seen(
          scene: scene, vectors: features.vectors.values,
          negatives: [[]]
            + classes.map { label in
              (0..<scene.proposalCount).filter {
                !scene.isNeutral[$0] && scene.overlap($0, classIndex: label) < negativeOverlap
              }
            }))
      if (index + 1) % 100 == 0 { tell("features of \(index + 1) of \(count) scenes") }
    }
    let factor = scale(&seen, length: length)
    for label in classes {
      var generator = SeededGenerator(seed: seed &* 100 &+ label)
      let found = try machine(
        of: label, model.classNames[label], seen, length: length, using: &generator)
      try model.set(
        LinearSVM(weight: found.machine.weight.map { $0 * factor }, bias: found.machine.bias),
        forClass: label)
      if moves[label].count > 0 { try model.set(regression(moves[label]), forClass: label) }
      tell(
        "\(model.classNames[label]): \(found.positives) positives, \(found.negatives) hard "
          + "negatives, \(moves[label].count) boxes")
    }
  }

  /// Brings all vectors to a mean length; answers by what they were multiplied.
  private func scale(_ seen: inout [Seen], length: Int) -> Float {
    var (sum, count) = (0.0, 0)
    for scene in seen {
      for first in stride(from: 0, to: scene.vectors.count, by: length) {
        let square = scene.vectors[first..<first + length].reduce(Float(0)) { $0 + $1 * $1 }
        sum += Double(square.squareRoot())
        count += 1
      }
    }
    let factor = sum > 0 ? meanLength * Float(count) / Float(sum) : 1
    for index in seen.indices {
      seen[index].vectors = seen[index].vectors.map { $0 * factor }
    }
    return factor
  }

  /// A machine for one class. Most backgrounds are far beyond the margin and teach nothing: those that
  /// are not are looked for with the machine of the moment, scene after scene.
  private func machine(
    of label: Int, _ name: String, _ seen: [Seen], length: Int,
    using generator: inout SeededGenerator
  ) throws -> (machine: LinearSVM, positives: Int, negatives: Int) {
    var solver = HingeSolver(length: length, options: svm)
    func row(_ scene: Seen, _ index: Int) -> ArraySlice<Float> {
      scene.vectors[index * length..<(index + 1) * length]
    }
    var positives = 0
    for scene in seen {
      for (truth, kind) in scene.scene.classes.enumerated() where kind == label {
        solver.add(row(scene, scene.scene.proposalCount + truth), true)
        positives += 1
      }
    }
    guard positives > 0 else {
      throw TrainingError(
        operation: "train", expected: "a \(name) in some scene",
        found: "none in \(seen.count)", hint: "more scenes")
    }
    for scene in seen.prefix(firstScenes) {
      for index in scene.negatives[label] { solver.add(row(scene, index), false) }
    }
    solver.solve(using: &generator)
    // quote: mining
    var new = 0
    for (number, scene) in seen.enumerated().dropFirst(firstScenes) {
      let machine = solver.machine
      for index in scene.negatives[label] {
        let margin = zip(row(scene, index), machine.weight).reduce(machine.bias) {
          $0 + $1.0 * $1.1
        }
        if margin > -1 {
          solver.add(row(scene, index), false)
          new += 1
        }
      }
      if new >= negativesBetweenFits || number == seen.count - 1 {
        solver.solve(using: &generator)
        solver.removeNegatives(below: -1.2)
        new = 0
      }
    }
    // end quote
    return (solver.machine, positives, solver.count - positives)
  }

  /// Keeps the maps of proposals near enough to a thing, and the way to its box.
  private func gather(
    _ scene: ProposalScene, _ maps: Tensor, into moves: inout [Moves]
  ) throws {
    let (values, length) = (maps.values, maps.shape[1])
    for index in 0..<scene.proposalCount
    where scene.best[index].iou >= boxOverlap && !scene.isNeutral[index] {
      let truth = scene.best[index].truth
      let label = scene.classes[truth]
      guard moves[label].count < mostBoxes else { continue }
      moves[label].maps += values[index * length..<(index + 1) * length]
      moves[label].offsets += try BoxCodec.plain.encode(
        scene.truths[truth], from: scene.boxes[index]
      ).values
    }
  }

  /// λ is meant for features of the mean length too.
  private func regression(_ moves: Moves) throws -> RidgeRegression {
    let length = moves.maps.count / max(1, moves.count)
    var sum = 0.0
    for first in stride(from: 0, to: moves.maps.count, by: length) {
      let square = moves.maps[first..<first + length].reduce(Float(0)) { $0 + $1 * $1 }
      sum += Double(square.squareRoot())
    }
    let factor = sum > 0 ? meanLength * Float(moves.count) / Float(sum) : 1
    // Features times s and λ are features and λ / s².
    return try RidgeRegression(
      features: Tensor(moves.maps, shape: [moves.count, length]),
      targets: Tensor(moves.offsets, shape: [moves.count, 4]), lambda: lambda / (factor * factor))
  }
}
