import Boxes
import Testing

@testable import Images

@Suite struct RegionMapTests {
  struct Case: Decodable, CustomStringConvertible {
    let width, height: Int
    let k, sigma: Float
    let minimumSize: Int
    let samples: String
    let labels: [Int32]

    var description: String { "\(width)×\(height), k \(k), sigma \(sigma), least \(minimumSize)" }
    var image: Image {
      Image(width: width, height: height, channels: 3, samples: bytes(samples))
    }
  }

  static let cases = fixture("segments", of: Case.self)

  @Test func theFixtureIsThere() { #expect(Self.cases.count == 6) }

  // Oracle: scikit-image's felzenszwalb, regions renamed as they are met.
  @Test(arguments: cases)
  func regionsAreThoseOfScikitImage(_ example: Case) throws {
    let cut = try GraphSegmentation(
      k: example.k, sigma: example.sigma, minimumSize: example.minimumSize)
    let map = try cut.regions(of: example.image)
    #expect(map.pixels == example.labels)
    #expect(map.count == Int(example.labels.max() ?? -1) + 1)
  }

  @Test(arguments: cases)
  func sizesBoxesAndNeighboursAreThoseOfThePixels(_ example: Case) throws {
    let map = try GraphSegmentation(k: 30, sigma: 0.5, minimumSize: 3).regions(of: example.image)
    #expect(map.sizes.reduce(0, +) == map.width * map.height)
    #expect(map.count == 1 || map.sizes.allSatisfy { $0 >= 3 })
    for label in 0..<map.count {
      let mask = try map.mask(of: label)
      #expect(mask.area == map.sizes[label])
      #expect(mask.box == map.boxes[label])
    }
    var pairs: Set<[Int]> = []
    for y in 0..<map.height {
      for x in 0..<map.width {
        for other in [map.label(x: x + 1, y: y), map.label(x: x, y: y + 1)] {
          if let a = map.label(x: x, y: y), let other, a != other {
            pairs.insert([min(a, other), max(a, other)])
          }
        }
      }
    }
    #expect(Set(map.neighbours.map { [$0.0, $0.1] }) == pairs)
    #expect(map.neighbours.count == pairs.count)
  }

  @Test func oneColourIsOneRegion() throws {
    let plain = try Image(width: 30, height: 20, color: .red)
    for space in ColorSpace.allCases {
      #expect(try GraphSegmentation(k: 0, minimumSize: 0).regions(of: plain, in: space).count == 1)
    }
    let dot = try Image(width: 1, height: 1, color: .red)
    #expect(try GraphSegmentation().regions(of: dot).count == 1)
  }

  @Test func aHeavyEdgeIsNeverCrossedForFree() throws {
    // Two halves, black and white, without smoothing: k = 0 joins equal pixels only.
    var halves = try Image(width: 20, height: 10, color: .black)
    for y in 0..<10 { for x in 10..<20 { try halves.setPixel(x: x, y: y, to: .white) } }
    let cut = try GraphSegmentation(k: 0, sigma: 0, minimumSize: 0)
    let map = try cut.regions(of: halves)
    #expect(map.count == 2 && map.sizes == [100, 100])
    #expect(map.label(x: 9, y: 0) == 0 && map.label(x: 10, y: 0) == 1)
    #expect(map.label(x: 20, y: 0) == nil && map.label(x: 0, y: -1) == nil)
    // The edge weighs 442; k / 100 pixels forgives it from k = 44,167 on.
    #expect(try GraphSegmentation(k: 44_000, sigma: 0).regions(of: halves).count == 2)
    #expect(try GraphSegmentation(k: 44_200, sigma: 0).regions(of: halves).count == 1)
  }

  @Test func badSettingsAreRefused() throws {
    for (k, sigma, least) in [
      (-1, 0.8, 20), (Float.nan, 0.8, 20), (.infinity, 0.8, 20), (100, -1, 20), (100, .nan, 20),
      (100, 101, 20), (100, 0.8, -1),
    ] as [(Float, Float, Int)] {
      #expect(throws: ImageError.self) {
        try GraphSegmentation(k: k, sigma: sigma, minimumSize: least)
      }
    }
    let map = try GraphSegmentation().regions(of: pattern(8, 8, 3))
    #expect(throws: ImageError.self) { try map.mask(of: map.count) }
    #expect(throws: ImageError.self) { try map.mask(of: -1) }
    #expect(throws: ImageError.self) { try map.meanColors(of: pattern(8, 9, 3)) }
    #expect(throws: ImageError.self) { try map.outlined(on: pattern(9, 8, 3)) }
  }

  @Test func picturesShowTheRegions() throws {
    var halves = try Image(width: 20, height: 10, color: Color(10, 20, 30))
    for y in 0..<10 { for x in 10..<20 { try halves.setPixel(x: x, y: y, to: Color(200, 9, 8)) } }
    let map = try GraphSegmentation(k: 0, sigma: 0, minimumSize: 0).regions(of: halves)
    #expect(try map.meanColors(of: halves) == halves)
    let outlined = try map.outlined(on: halves, color: .yellow)
    #expect(try outlined.pixel(x: 9, y: 4) == .yellow && outlined.pixel(x: 10, y: 4) != .yellow)
    let picture = try map.picture()
    #expect(try picture.pixel(x: 0, y: 0) != picture.pixel(x: 19, y: 9))
    #expect(try map.tensor().shape == [10, 20])
  }

  struct LabCase: Decodable {
    let rgb: [UInt8]
    let lab: [Double]
  }

  // Oracle: scikit-image's rgb2lab.
  @Test func labIsScikitImages() throws {
    let colors = fixture("lab", of: LabCase.self)
    #expect(colors.count == 24)
    for color in colors {
      let dot = Image(width: 1, height: 1, channels: 3, samples: color.rgb)
      let found = dot.planes(in: .lab).values.map { $0[0] }
      let expected = [color.lab[0] * 2.55, color.lab[1] + 128, color.lab[2] + 128]
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 0.02, "\(color.rgb)") }
    }
  }

  @Test func spacesHaveTheirChannelsIn0To255() throws {
    for space in ColorSpace.allCases {
      let planes = pattern(16, 9, 3).planes(in: space)
      #expect(planes.values.count == space.channelCount)
      #expect(planes.values.allSatisfy { $0.count == 16 * 9 })
      #expect(planes.values.joined().allSatisfy { 0...255 ~= $0 }, "\(space)")
    }
  }
}
