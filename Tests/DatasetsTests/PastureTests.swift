import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct PastureTests {
  @Test func aSceneIsAFunctionOfItsSeed() throws {
    #expect(try Pasture.scene(seed: 5) == Pasture.scene(seed: 5))
    #expect(try Pasture.scene(seed: 5).image != Pasture.scene(seed: 6).image)
  }

  @Test func scenesAreTheSameOnEveryThread() async throws {
    let alone = try (0..<6).map { try Pasture.scene(seed: $0) }
    let together = try await withThrowingTaskGroup(of: (Int, PastureScene).self) { group in
      for seed in 0..<6 { group.addTask { (seed, try Pasture.scene(seed: seed)) } }
      var scenes = [PastureScene?](repeating: nil, count: 6)
      for try await (seed, scene) in group { scenes[seed] = scene }
      return scenes
    }
    #expect(together == alone)
  }

  @Test(arguments: [3, 8, 21])
  func aLargerPictureShowsTheSameArrangement(seed: Int) throws {
    let small = try Pasture.scene(seed: seed)
    let large = try Pasture.scene(seed: seed, width: 576, height: 432)
    // What is large enough to be seen at both sizes stands in the same place.
    let counted = small.things.filter { $0.size > 12 && $0.visibleFraction > 0.5 }
    #expect(!counted.isEmpty)
    for thing in counted {
      let best = large.things.filter { $0.kind == thing.kind }.map {
        thing.box.iou(
          with: Box(
            x1: $0.box.x1 / 3, y1: $0.box.y1 / 3, x2: $0.box.x2 / 3, y2: $0.box.y2 / 3))
      }.max()
      #expect((best ?? 0) > 0.75, "\(thing.kind) at \(thing.box)")
    }
  }

  @Test(arguments: [11, 12, 13, 14])
  func groundTruthIsConsistent(seed: Int) throws {
    let scene = try Pasture.scene(seed: seed)
    #expect(scene.image.width == 192 && scene.image.height == 144 && scene.image.channels == 3)
    var seen = [Int](repeating: 0, count: 192 * 144)
    for thing in scene.things {
      #expect(thing.mask.box == thing.box)
      #expect(thing.mask.area == thing.area && thing.area > 0)
      #expect(thing.visibleFraction > 0 && thing.visibleFraction <= 1)
      #expect(thing.amodalBox.x1 <= thing.box.x1 && thing.amodalBox.y2 >= thing.box.y2)
      for i in seen.indices where thing.mask.contains(x: i % 192, y: i / 192) { seen[i] += 1 }
      #expect(thing.keypoints.count == (thing.kind == .person ? 17 : 0))
    }
    #expect(seen.allSatisfy { $0 <= 1 })  // a pixel belongs to one thing at most
    let map = scene.semanticMap
    for i in seen.indices { #expect((map[i] >= 5) == (seen[i] == 1)) }
    #expect(map.allSatisfy { Int($0) < Pasture.semanticNames.count })
  }

  @Test func visibleKeypointsLieOnThePerson() throws {
    var visible = 0
    for seed in 0..<60 {
      for person in try Pasture.scene(seed: seed).things where person.kind == .person {
        for point in person.keypoints {
          switch point.visibility {
          case .unlabelled: #expect(point.x == 0 && point.y == 0)
          case .hidden: #expect(point.x >= 0 && point.x < 192 && point.y >= 0 && point.y < 144)
          case .visible:
            visible += 1
            let box = person.box
            #expect(point.x > box.x1 - 1.5 && point.x < box.x2 + 1.5)
            #expect(point.y > box.y1 - 1.5 && point.y < box.y2 + 1.5)
          }
        }
      }
    }
    #expect(visible > 500)
  }

  @Test func leftIsThePersonsOwnLeft() throws {
    var generator = SeededGenerator(seed: 1)
    var front = 0
    for _ in 0..<40 {
      let person = Person(using: &generator)
      let places = person.keypoints()
      let left = places[Keypoint.leftShoulder.rawValue].at
      let right = places[Keypoint.rightShoulder.rawValue].at
      switch person.pose.view {
      case .front:
        front += 1
        #expect(left.x > right.x)  // who faces us has their left on our right
      case .back: #expect(left.x < right.x)
      case .side: #expect(places[Keypoint.leftEye.rawValue].isHidden)  // facing right
      }
    }
    #expect(front > 5)
  }

  @Test(arguments: [(8, 6), (1, 1), (1, 8), (13, 7), (40, 5)])
  func tinyPicturesWork(width: Int, height: Int) throws {
    for seed in [0, 3, -7] {
      let scene = try Pasture.scene(seed: seed, width: width, height: height)
      #expect(scene.image.width == width && scene.semanticMap.count == width * height)
    }
  }

  @Test(arguments: [(0, 10), (10, 0), (-4, 4), (5000, 5000), (Int.max, Int.max), (100, 2)])
  func absurdSizesAreRefused(width: Int, height: Int) {
    #expect(throws: ImageError.self) {
      try Pasture.scene(seed: 1, width: width, height: height)
    }
  }

  @Test(arguments: [Int.min, -1, Int.max])
  func anySeedDraws(seed: Int) throws {
    #expect(try Pasture.scene(seed: seed, width: 96, height: 72).things.count >= 3)
  }
}
