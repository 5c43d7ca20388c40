import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct SSDTests {
  @Test(arguments: sceneSeeds, [Float(0.1), 0.3, 0.5, 0.7])
  func theWindowOverlapsAsAsked(seed: Int, overlap: Float) throws {
    let example = try sceneExample(seed)
    let crop = IoUCrop(overlaps: [overlap], trials: 200, rounds: 50)
    var found = 0
    for draw in 0..<12 {
      var generator = SeededGenerator(seed: draw)
      guard let window = try crop.window(in: example, using: &generator) else { continue }
      found += 1
      let counted = example.objects.filter { !$0.isIgnored }.map(\.box)
      let inside = counted.filter { window.contains(x: $0.centerX, y: $0.centerY) }
      #expect((inside.map { $0.iou(with: window) }.max() ?? 0) >= overlap)
      #expect((0.5...2).contains(window.aspectRatio))
      #expect(window.width >= 57 && window.height >= 43)  // 0.3 of 192 and of 144
      #expect(window.clipped(width: 192, height: 144) == window)
      // The same draws lead to the same window, and the result is what it shows.
      var again = SeededGenerator(seed: draw)
      let cropped = try crop(example, using: &again)
      #expect(cropped.width == Int(window.width) && cropped.height == Int(window.height))
      #expect(try cropped.image == example.image.cropped(to: window))
    }
    if overlap <= 0.1 { #expect(found > 0) }
  }

  @Test func whoseCentreIsOutsideIsDropped() throws {
    var example = try plainExample([
      Box(x1: 10, y1: 10, x2: 30, y2: 30), Box(x1: 25, y1: 10, x2: 45, y2: 30),
      Box(x1: 28, y1: 0, x2: 60, y2: 40),
    ])
    let window = Box(x1: 0, y1: 0, x2: 32, y2: 48)
    let cropped = try example.cropped(to: window, centersOnly: true)
    #expect(cropped.objects.map(\.classIndex) == [0])  // centres at 20, 35 and 44
    #expect(try example.cropped(to: window).objects.map(\.classIndex) == [0, 1, 2])
    // A crowd stays as far as it is seen.
    example.objects[2].isCrowd = true
    let crowd = try example.cropped(to: window, centersOnly: true).objects
    #expect(crowd.map(\.classIndex) == [0, 2])
    #expect(crowd[1].box == Box(x1: 28, y1: 0, x2: 32, y2: 40))
  }

  @Test func keypointsOutsideBecomeUnlabelled() throws {
    var example = try plainExample([Box(x1: 10, y1: 10, x2: 30, y2: 40)])
    example.objects[0].keypoints = (0..<17).map {
      PlacedKeypoint(x: 10 + Float($0), y: 12 + Float($0), visibility: .hidden)
    }
    let points = try example.cropped(to: Box(x1: 0, y1: 0, x2: 64, y2: 20)).objects[0].keypoints
    #expect(points.count == 17)
    #expect(points[8] == PlacedKeypoint(x: 18, y: 20, visibility: .hidden))
    #expect(points[9...].allSatisfy { $0 == .outside })
  }

  @Test func acceptingNeedsACentreAndAnOverlapOfTheSameThing() {
    let window = Box(x1: 0, y1: 0, x2: 10, y2: 10)
    // Overlaps much, but its centre is outside; and a small one whose centre is inside.
    let outside = Box(x1: 1, y1: 0, x2: 21, y2: 10)
    let small = Box(x1: 4, y1: 4, x2: 6, y2: 6)
    #expect(!IoUCrop.accepts(window, [outside], overlap: 0))
    #expect(IoUCrop.accepts(window, [outside, small], overlap: 0.04))
    #expect(!IoUCrop.accepts(window, [outside, small], overlap: 0.3))
    #expect(!IoUCrop.accepts(window, [], overlap: 0))
  }

  @Test func nothingToFindLeavesThePictureAlone() throws {
    var generator = SeededGenerator(seed: 1)
    let empty = try plainExample([])
    #expect(try IoUCrop(overlaps: [0.5])(empty, using: &generator) == empty)
    // No window of at most 64×48 has an IoU of 0.9 with a box of 4×4.
    let tiny = try plainExample([Box(x1: 10, y1: 10, x2: 14, y2: 14)])
    let crop = IoUCrop(overlaps: [0.9], trials: 5, rounds: 5)
    #expect(try crop(tiny, using: &generator) == tiny)
    #expect(try IoUCrop(overlaps: [1])(tiny, using: &generator) == tiny)
  }

  @Test(arguments: 0..<6)
  func expandingKeepsAreasAndResizingScalesThem(draw: Int) throws {
    let example = try sceneExample(57)
    var generator = SeededGenerator(seed: draw)
    let large = try Expand(sides: 2...4)(example, using: &generator)
    #expect(large.width >= 384 && large.height >= 288)
    #expect(large.objects.count == example.objects.count)
    for (after, before) in zip(large.objects, example.objects) {
      #expect(after.mask?.area == before.mask?.area)
      #expect(abs(after.box.area - before.box.area) < 0.01 * before.box.area)
      #expect(after.isTruncated == before.isTruncated)
    }
    // The picture is there, unchanged, and around it is its mean colour.
    let first = try #require(large.objects.first), old = try #require(example.objects.first)
    let (x, y) = (first.box.x1 - old.box.x1, first.box.y1 - old.box.y1)
    let place = Box(x: x, y: y, width: 192, height: 144)
    #expect(try large.image.cropped(to: place) == example.image)
    // Back at the old size, everything is smaller by the same factor.
    let small = try large.fitted(width: 192, height: 144, by: .stretch).example
    let (sx, sy) = (192 / Float(large.width), 144 / Float(large.height))
    for (after, before) in zip(small.objects, large.objects) {
      let expected = before.box.area * sx * sy
      #expect(abs(after.box.area - expected) <= 0.01 * expected)
    }
  }

  @Test func settingsThatMakeNoSenseAreRefused() throws {
    let example = try plainExample([Box(x1: 10, y1: 10, x2: 30, y2: 30)])
    let bad: [any Augmentation] = [
      IoUCrop(scale: 0...1), IoUCrop(scale: 0.5...2), IoUCrop(overlaps: []), IoUCrop(trials: 0),
      Expand(sides: 0.5...2), Expand(sides: 1...1000), ScaleAndTranslate(scale: 0...1),
      ScaleAndTranslate(shift: -1), ScaleAndTranslate(rotation: .nan), ColorJitter(hue: 2),
      ColorJitter(saturation: 0.5), ColorJitter(value: .nan), GaussianNoise(deviation: -1...0),
      Mosaic(of: ExampleList([])), Mosaic(of: ExampleList([example]), cross: 0...1),
      Fit(width: 0, height: 10),
    ]
    for augmentation in bad {
      var generator = SeededGenerator(seed: 0)
      #expect(throws: ImageError.self, "\(augmentation)") {
        try augmentation(example, using: &generator)
      }
    }
    #expect(throws: ImageError.self) { try example.scaled(by: .nan, color: .black) }
    #expect(throws: ImageError.self) { try example.cropped(to: Box(x1: 5, y1: 5, x2: 5, y2: 9)) }
  }
}
