import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct MovingTests {
  @Test(arguments: sceneSeeds)
  func flippedTwiceIsTheSame(seed: Int) throws {
    let example = try sceneExample(seed)
    let once = try example.flipped()
    #expect(once != example)
    let twice = try once.flipped()
    #expect(twice.image == example.image)
    #expect(twice.objects.count == example.objects.count)
    for (a, b) in zip(twice.objects, example.objects) {
      #expect(a.box.distance(to: b.box) < 1e-3)
      #expect(a.mask == b.mask)
      #expect(a.classIndex == b.classIndex && a.isIgnored == b.isIgnored)
      for (p, q) in zip(a.keypoints, b.keypoints) {
        #expect(p.visibility == q.visibility && abs(p.x - q.x) < 1e-3 && p.y == q.y)
      }
    }
  }

  @Test func aFlipSwapsTheJoints() throws {
    let points = Keypoint.allCases.map {
      PlacedKeypoint(x: Float($0.rawValue), y: Float($0.rawValue * 2), visibility: .visible)
    }
    var example = try plainExample([Box(x1: 0, y1: 0, x2: 20, y2: 40)])
    example.objects[0].keypoints = points
    example.objects[0].keypoints[Keypoint.leftWrist.rawValue] = .outside
    let flipped = try example.flipped().objects[0].keypoints
    func at(_ keypoint: Keypoint) -> PlacedKeypoint { flipped[keypoint.rawValue] }
    #expect(at(.nose) == PlacedKeypoint(x: 64, y: 0, visibility: .visible))
    // What was the left eye, number 1, is now the right one.
    #expect(at(.rightEye) == PlacedKeypoint(x: 63, y: 2, visibility: .visible))
    #expect(at(.leftEye) == PlacedKeypoint(x: 62, y: 4, visibility: .visible))
    // A point that is not there stays so, on the other side.
    #expect(at(.rightWrist) == .outside)
    #expect(at(.leftWrist).visibility == .visible)
  }

  @Test func pairsComeFromNames() throws {
    #expect(try FlipPairs(names: Keypoint.allCases.map(\.name)) == .coco)
    #expect(try FlipPairs(names: ["head", "wheel_left", "wheel_right"]).partners == [0, 2, 1])
    #expect(throws: ImageError.self) { try FlipPairs(names: ["left_eye"]) }
    #expect(throws: ImageError.self) { try FlipPairs(names: ["nose", "nose"]) }
    var example = try plainExample([Box(x1: 0, y1: 0, x2: 20, y2: 40)])
    example.objects[0].keypoints = [.outside]
    let error = #expect(throws: ImageError.self) { try example.flipped() }
    #expect(error?.found == "a thing with 1")
  }

  /// Boxes in the Pasture are the smallest around their masks: so they must be after every move, to
  /// a pixel. Shrinking loses what is thinner than a new pixel (a kite's line), so where an
  /// augmentation scales, that is asked of things without thin parts, and of the others only that no
  /// pixel of theirs lies outside their box.
  @Test(arguments: sceneSeeds, 0..<3)
  func masksAndBoxesStayTogether(seed: Int, draw: Int) throws {
    let drawn = try sceneExample(seed)
    var solid = drawn
    for i in solid.objects.indices {
      solid.objects[i].mask = try Mask(width: 192, height: 144, filling: solid.objects[i].box)
    }
    for (name, augmentation) in try everyAugmentation() {
      let keepsScale = ["flip", "expand", "crop", "colour", "noise", "ssd"].contains(name)
      for example in [drawn, solid] where name != "mosaic" || example == drawn {
        var generator = SeededGenerator(seed: draw)
        let changed = try augmentation(example, using: &generator)
        for thing in changed.objects {
          let mask = try #require(thing.mask)
          #expect(mask.width == changed.width && mask.height == changed.height)
          let box = try #require(mask.box)
          if keepsScale || example == solid {
            #expect(box.distance(to: thing.box) <= 1, "\(name): \(box), \(thing.box)")
          }
          #expect(thing.box.expanded(by: 1).enclosing(box) == thing.box.expanded(by: 1), "\(name)")
          #expect(!thing.box.isDegenerate)
          let frame = thing.box.clipped(width: changed.width, height: changed.height)
          #expect(frame.distance(to: thing.box) == 0, "\(name)")
          for point in thing.keypoints {
            #expect(point.visibility != .unlabelled || (point.x == 0 && point.y == 0))
            #expect((0...Float(changed.width)).contains(point.x))
            #expect((0...Float(changed.height)).contains(point.y))
          }
        }
      }
    }
  }

  /// Things are told apart by giving each a class of its own.
  @Test(arguments: sceneSeeds)
  func classesAndMarksNeverChange(seed: Int) throws {
    var example = try sceneExample(seed)
    for i in example.objects.indices {
      example.objects[i].classIndex = 100 + i
      example.objects[i].isCrowd = i % 2 == 1
      example.objects[i].isDifficult = i % 3 == 1
      example.objects[i].isIgnored = i % 5 == 4
    }
    for (name, augmentation) in try everyAugmentation() where name != "mosaic" {
      var generator = SeededGenerator(seed: 4)
      let changed = try augmentation(example, using: &generator)
      #expect(changed.pictureID == example.pictureID)
      #expect(Set(changed.objects.map(\.classIndex)).count == changed.objects.count)
      for thing in changed.objects {
        let before = try #require(example.objects.first { $0.classIndex == thing.classIndex })
        #expect(thing.isCrowd == before.isCrowd, "\(name)")
        #expect(thing.isDifficult == before.isDifficult, "\(name)")
        #expect(thing.isIgnored == before.isIgnored, "\(name)")
        #expect(thing.isTruncated || !before.isTruncated, "\(name)")
        #expect(thing.keypoints.count == before.keypoints.count, "\(name)")
      }
    }
  }

  @Test func aCutIsMarkedAndTightened() throws {
    // An L: a column at the left, a bar at the bottom. The cut leaves only the bar's end.
    var mask = try Mask(width: 40, height: 40)
    for i in 5..<35 {
      mask.set(x: 5, y: i)
      mask.set(x: i, y: 34)
    }
    let thing = DetectionObject(
      box: Box(x1: 5, y1: 5, x2: 35, y2: 35), classIndex: 3, mask: mask)
    let example = DetectionExample(image: try Image(width: 40, height: 40), objects: [thing])
    let window = Box(x1: 20, y1: 0, x2: 40, y2: 40)
    let tight = try example.cropped(to: window).objects[0]
    #expect(tight.box == Box(x1: 0, y1: 34, x2: 15, y2: 35))
    #expect(tight.isTruncated)
    let loose = try example.cropped(to: window, rule: ClippingRule(tightens: false)).objects[0]
    #expect(loose.box == Box(x1: 0, y1: 5, x2: 15, y2: 35))
    // Nothing of the mask is left in the upper right corner, though the box reaches into it.
    let corner = Box(x1: 20, y1: 0, x2: 40, y2: 20)
    #expect(try example.cropped(to: corner).objects.isEmpty)
    // Where nothing is cut nothing is marked.
    #expect(try !example.flipped().objects[0].isTruncated)
    // Half of the box is not enough for a rule that wants 60 %.
    #expect(try example.cropped(to: window, rule: ClippingRule(smallestShare: 0.6)).objects.isEmpty)
    #expect(try example.cropped(to: window, rule: ClippingRule(smallestSide: 2)).objects.isEmpty)
  }

  @Test func fittingTakesBoxesBack() throws {
    let example = try sceneExample(57)
    for fitting in Fitting.allCases {
      for (width, height) in [(160, 160), (300, 100), (64, 256), (192, 144)] {
        let fitted = try example.fitted(width: width, height: height, by: fitting)
        #expect(fitted.example.width == width && fitted.example.height == height)
        for thing in fitted.example.objects {
          let nearest = example.objects.map { $0.box.distance(to: fitted.original(thing.box)) }
            .min()
          #expect(try #require(nearest) < 1e-2)
        }
      }
    }
    let boxed = try example.fitted(width: 100, height: 100)
    #expect(boxed.frame.frame == Box(x1: 0, y1: 12, x2: 100, y2: 87))
    let same = try example.fitted(width: 192, height: 144).example
    #expect(same.image == example.image)
    #expect(throws: ImageError.self) { try example.fitted(width: 0, height: 5, by: .stretch) }
  }
}
