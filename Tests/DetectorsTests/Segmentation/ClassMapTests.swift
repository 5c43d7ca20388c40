import Boxes
import Images
import Tensors
import Testing

@testable import Detectors

@Suite struct ClassMapTests {
  /// Two regions of class 1 that share only a corner, and one of class 2.
  static let map = try? ClassMap(
    width: 5, height: 3,
    classes: [
      1, 1, 0, 0, 2,
      1, 0, 1, 0, 2,
      0, 0, 1, 1, 2,
    ])

  @Test func regionsHangTogetherBySides() throws {
    let map = try #require(Self.map)
    #expect(map.present == [0, 1, 2])
    let regions = map.regions(of: 1)
    #expect(regions.map(\.area) == [3, 3])
    // Of equal ones the topmost comes first.
    #expect(regions[0].box == Box(x1: 0, y1: 0, x2: 2, y2: 2))
    #expect(regions[1].box == Box(x1: 2, y1: 1, x2: 4, y2: 3))
    #expect(map.regions(of: 2).map(\.area) == [3])
    // Two of the background too, on the other side of the corner.
    #expect(map.regions(of: 0).map(\.area) == [3, 3])
    #expect(map.regions(of: 7).isEmpty)
    #expect(map.mask(of: 1).area == 6)
  }

  /// A right neighbour that begins the next row is no neighbour.
  @Test func regionsDoNotWrapAround() throws {
    let map = try ClassMap(width: 3, height: 2, classes: [0, 0, 1, 1, 0, 0])
    #expect(map.regions(of: 1).map(\.area) == [1, 1])
  }

  @Test func whatIsNoMapIsRefused() throws {
    #expect(throws: ShapeError.self) { try ClassMap(width: 2, height: 2, classes: [0, 1, 2]) }
    #expect(throws: ShapeError.self) { try ClassMap(width: 1, height: 1, classes: [256]) }
    #expect(throws: ShapeError.self) { try ClassMap(width: 1, height: 1, classes: [-1]) }
    #expect(throws: ShapeError.self) { try ClassMap(width: Int.max, height: 2, classes: []) }
    #expect(throws: ShapeError.self) { try ClassMap(Tensor.zeros([2, 3, 4])) }
    #expect(throws: ShapeError.self) { try ClassMap(Tensor([0.5], shape: [1, 1])) }
    #expect(try ClassMap(Tensor([0, 1, 2, 3, 4, 5], shape: [1, 2, 3])).width == 3)
  }

  @Test func picturesShowTheColoursOfTheClasses() throws {
    let map = try #require(Self.map)
    let picture = try map.picture()
    #expect(try picture.pixel(x: 4, y: 0) == ClassColors.pasture[2])
    let grey = try Image(width: 5, height: 3, color: Color(90, 90, 90))
    #expect(try map.overlay(on: grey, opacity: 1) == picture)
    #expect(try map.overlay(on: grey, opacity: 0) == grey)
    let other = try ClassMap(width: 5, height: 3, classes: map.classes.map { $0 == 2 ? 1 : $0 })
    let mistakes = try other.mistakes(against: map, on: grey)
    #expect(try mistakes.pixel(x: 0, y: 0) == Color(30, 30, 30))
    #expect(try mistakes.pixel(x: 4, y: 1) == ClassColors.pasture[1])
    #expect(throws: ShapeError.self) { try map.overlay(on: Image(width: 3, height: 5)) }
  }

  @Test func aLegendNamesEveryClass() throws {
    let image = try Image(width: 120, height: 20, color: .black)
    let one = try image.captioned(classes: [0], names: ["sky"])
    let many = try image.captioned(classes: Array(0..<13), names: PastureSegmenter.classNames)
    #expect(one.width == 120 && one.height > 20 && many.height > one.height)
    #expect(try image.captioned(classes: [], names: []) == image)
    // The patch of the first class, inside its frame.
    #expect(try one.pixel(x: 9, y: 30) == ClassColors.pasture[0])
  }

  /// The first five of the development kit: background, aeroplane, bicycle, bird, boat.
  @Test func vocColoursAreVOCs() {
    let first = (0..<5).map { ClassColors.voc($0) }
    #expect(
      first == [
        Color(0, 0, 0), Color(128, 0, 0), Color(0, 128, 0), Color(128, 128, 0), Color(0, 0, 128),
      ])
    #expect(ClassColors.voc(15) == Color(192, 128, 128))  // person
  }
}
