import Boxes
import Checkpoints
import Datasets
import Detectors
import Evaluation
import Images
import Testing

@testable import Training

@Suite struct DetectorScoreTests {
  /// Knows the first validation scenes by heart, and says of them what it is told to.
  struct Memory: PictureModel {
    /// Another order than the Pasture's, with a background and a class of its own.
    static let names = ["background"] + Pasture.classNames.reversed() + ["unicorn"]
    var classNames = Memory.names
    let scenes: [PastureScene]
    let say: @Sendable (PastureScene) -> [Detection]

    init(scenes count: Int, say: @escaping @Sendable (PastureScene) -> [Detection]) throws {
      scenes = try (0..<count).map { try PastureSplit.validation.scene($0) }
      self.say = say
    }

    func answer(for image: Image) throws -> PictureAnswer {
      PictureAnswer(scenes.first { $0.image == image }.map(say) ?? [])
    }

    static func detection(_ thing: PastureThing, score: Float = 0.9) -> Detection {
      Detection(
        box: thing.box, classIndex: names.firstIndex(of: thing.kind.name) ?? 0, score: score)
    }
  }

  /// Ignored things, a background and a unicorn cost nothing; the classes are matched by name.
  @Test func whoeverKnowsTheTruthScoresOne() throws {
    let model = try Memory(scenes: 12) { scene in
      scene.things.map { Memory.detection($0) } + [
        Detection(box: Box(x: 0, y: 0, width: 50, height: 50), classIndex: 0, score: 1),
        Detection(box: Box(x: 9, y: 9, width: 50, height: 50), classIndex: 9, score: 1),
      ]
    }
    #expect(model.scenes.contains { $0.things.contains(where: \.isIgnored) })
    var told: [Int] = []
    let score = try model.score(images: 12, name: "memory") { told.append($0) }
    #expect(told == Array(1...12))
    for figure in [
      "AP", "AP50", "APs", "APm", "APl", "AR100", "voc_AP50", "AP50_tall", "AP50_even", "AP50_wide",
    ] {
      #expect(score[figure] == 1, "\(figure)")
    }
    let trained = score.trainingScore()
    #expect(trained.name == "voc_AP50" && trained.value == 1)
  }

  @Test func ignoredThingsNeedNotBeFoundButOthersMust() throws {
    let without = try Memory(scenes: 12) { scene in
      scene.things.filter { !$0.isIgnored }.map { Memory.detection($0) }
    }
    #expect(try without.score(images: 12, name: "m")["voc_AP50"] == 1)
    // Each scene's first thing that counts is left out: so many truths are missed.
    let poorer = try Memory(scenes: 12) { scene in
      scene.things.filter { !$0.isIgnored }.dropFirst().map { Memory.detection($0) }
    }
    let score = try poorer.score(images: 12, name: "m")
    #expect(try #require(score["voc_AP50"]) < 1)
    #expect(try #require(score["AR100"]) < 1)
  }

  /// Whoever misses the tall ones alone pays for it there alone.
  @Test func thingsAreScoredByTheirShape() throws {
    let model = try Memory(scenes: 12) { scene in
      scene.things.filter { $0.box.aspectRatio > 0.66 }.map { Memory.detection($0) }
    }
    let score = try model.score(images: 12, name: "memory")
    #expect(score["AP50_tall"] == 0 && score["AP50_even"] == 1 && score["AP50_wide"] == 1)
    #expect(score.text.contains("tall   under 2:3     0.000"))
  }

  @Test func jsonHasTheFieldsNames() throws {
    let model = try Memory(scenes: 3) { $0.things.map { Memory.detection($0) } }
    let json = try model.score(images: 3, name: "memory").json
    #expect(!json.contains("\n"))
    let object = try JSON(Array(json.utf8))
    #expect(object["model"] == .string("memory"))
    #expect(object["images"] == .number("3"))
    #expect(object["AP50"] == .number("1.000000"))
    #expect(object["voc_AP50"] == .number("1.000000"))
    #expect(object["classes"] == .array(Pasture.classNames.map { .string($0) }))
  }

  @Test func whatCannotBeScoredIsRefused() throws {
    var stranger = try Memory(scenes: 1) { _ in [] }
    for count in [0, -1, 501] {
      #expect(throws: TrainingError.self) { try stranger.score(images: count, name: "m") }
    }
    stranger.classNames = ["unicorn", "dragon"]
    let error = #expect(throws: TrainingError.self) { try stranger.score(images: 1, name: "m") }
    #expect(error?.found == "unicorn, dragon")
  }

  /// Says masks and joints, too.
  struct Sketcher: PictureModel {
    let memory: Memory
    var parts: Set<FoundPart> { [.mask, .keypoints] }
    var classNames: [String] { memory.classNames }
    /// What is said of a thing's mask and of its joints.
    let sketch: @Sendable (PastureThing) -> (mask: Mask, joints: [FoundKeypoint])

    func answer(for image: Image) throws -> PictureAnswer {
      guard let scene = memory.scenes.first(where: { $0.image == image }) else {
        return PictureAnswer()
      }
      return PictureAnswer(
        things: scene.things.map { thing in
          let (mask, joints) = sketch(thing)
          return FoundThing(
            Memory.detection(thing), mask: RunLengthMask(mask), keypoints: joints)
        })
    }
  }

  private func sketcher(
    _ sketch: @escaping @Sendable (PastureThing) -> (mask: Mask, joints: [FoundKeypoint])
  ) throws -> Sketcher {
    Sketcher(memory: try Memory(scenes: 12) { _ in [] }, sketch: sketch)
  }

  @Sendable private static func joints(_ thing: PastureThing, off: Float) -> [FoundKeypoint] {
    (0..<17).map { joint in
      let place = thing.keypoints.indices.contains(joint) ? thing.keypoints[joint] : nil
      return FoundKeypoint(x: (place?.x ?? 0) + off, y: place?.y ?? 0, score: 1)
    }
  }

  @Test func masksAndJointsHaveScoresOfTheirOwn() throws {
    let perfect = try sketcher { ($0.mask, Self.joints($0, off: 0)) }
      .score(images: 12, name: "perfect")
    #expect(perfect["mask_AP"] == 1 && perfect["keypoint_AP"] == 1)
    // Boxes are right, masks are whole boxes, joints are far off.
    let rough = try sketcher { thing in
      let mask = try? Mask(width: 192, height: 144, filling: thing.box)
      return (mask ?? thing.mask, Self.joints(thing, off: 40))
    }.score(images: 12, name: "rough")
    #expect(rough["AP50"] == 1)
    #expect(try #require(rough["mask_AP"]) < 0.7)
    #expect(try #require(rough["keypoint_AP50"]) < 0.05)
    #expect(rough.json.contains("\"mask_AP50\": ") && rough.json.contains("\"keypoint_AP50\": "))
    #expect(rough.text.contains("keypoints of persons from 32 pixels on"))
    // Who says no masks is not scored by them.
    let boxes = try Memory(scenes: 2) { $0.things.map { Memory.detection($0) } }
    #expect(try boxes.score(images: 2, name: "m")["mask_AP50"] == nil)
  }

  /// Persons below 32 pixels count neither when they are missed nor when their joints are wrong.
  @Test func smallPersonsHaveNoPose() throws {
    let lazy = try sketcher { thing in
      (thing.mask, Self.joints(thing, off: thing.box.height < 32 ? 40 : 0))
    }
    let small = lazy.memory.scenes.flatMap(\.things).filter {
      $0.kind == .person && $0.box.height < 32
    }
    #expect(!small.isEmpty)
    #expect(try lazy.score(images: 12, name: "lazy")["keypoint_AP50"] == 1)
    let record = try DetectionRecord(classNames: ["sheep"])
    #expect(throws: EvaluationError.self) { try record.poses() }
  }

  /// A model of one class is measured on that class.
  @Test func whoKnowsOnlyPersonsIsNotBlamedForSheep() throws {
    var model = try Memory(scenes: 6) { scene in
      scene.things.filter { $0.kind == .person }.map {
        Detection(box: $0.box, classIndex: 1, score: 0.9)
      }
    }
    model.classNames = ["background", "person"]
    let score = try model.score(images: 6, name: "persons")
    #expect(score["AP50"] == 1 && score.record.classNames == ["person"])
  }
}
