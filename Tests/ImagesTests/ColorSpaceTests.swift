import Images
import Testing

@Suite struct ColorSpaceTests {
  /// Oracle: Python's colorsys; changed means hue + 0.4, saturation × 0.7, value × 0.9.
  struct ColorCase: Decodable, Sendable {
    let rgb, changed: [Int]
    let hsv: [Float]
  }
  /// Oracle: torchvision on float tensors.
  struct PictureCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let amount: Float
    let width, height: Int
    let samples: String
    var testDescription: String { "\(name) \(amount)" }
  }
  static let colors = fixture("hsv", of: ColorCase.self)
  static let pictures = fixture("adjusting", of: PictureCase.self)

  @Test func fixturesAreThere() {
    #expect(Self.colors.count == 177)
    #expect(Self.pictures.count == 12)
  }

  @Test(arguments: colors)
  func convertsAsColorsys(_ example: ColorCase) throws {
    let color = Color(UInt8(example.rgb[0]), UInt8(example.rgb[1]), UInt8(example.rgb[2]))
    let hsv = color.hsv
    for (mine, theirs) in zip([hsv.hue, hsv.saturation, hsv.value], example.hsv) {
      #expect(abs(mine - theirs) < 1e-6)
    }
    let changed = Color(
      HSV(hue: hsv.hue + 0.4, saturation: hsv.saturation * 0.7, value: hsv.value * 0.9))
    for (mine, theirs) in zip([changed.red, changed.green, changed.blue], example.changed) {
      #expect(abs(Int(mine) - theirs) <= 1)  // a rounding at a half
    }
  }

  /// Every 8-bit colour survives the way there and back; here each 7th level of each channel.
  @Test func thereAndBackIsTheSameColor() {
    var changed = 0
    for red in stride(from: 0, through: 255, by: 7) {
      for green in stride(from: 0, through: 255, by: 7) {
        for blue in stride(from: 3, through: 255, by: 7) {
          let color = Color(UInt8(red), UInt8(green), UInt8(blue), alpha: 9)
          if Color(color.hsv, alpha: 9) != color { changed += 1 }
        }
      }
    }
    #expect(changed == 0)
  }

  @Test(arguments: [Float(0.1), 1.1, -0.9, 7.1])
  func huesWrap(hue: Float) {
    let color = Color(HSV(hue: hue, saturation: 1, value: 1))
    #expect(color == Color(255, 153, 0))
  }

  @Test(arguments: [-Float(1e-9), 1, .nan, .infinity])
  func theEndsOfTheCircleAreRed(hue: Float) {
    #expect(Color(HSV(hue: hue, saturation: 1, value: 1)) == Color(255, 0, 0))
  }

  @Test(arguments: pictures)
  func adjustsAsTorchvision(_ example: PictureCase) throws {
    let image = pattern(example.width, example.height, 3)
    let result =
      switch example.name {
      case "hue": try image.adjusting(hue: example.amount)
      case "brightness": image.brightened(by: example.amount)
      default: try image.contrasted(by: example.amount)
      }
    let expected = bytes(example.samples)
    #expect(result.samples.count == expected.count)
    let worst = zip(result.samples, expected).map { abs(Int($0) - Int($1)) }.max()
    #expect((worst ?? 999) <= 1)
  }

  @Test func changesNothingByDefaultAndKeepsAlpha() throws {
    for channels in [1, 3, 4] {
      let image = pattern(6, 5, channels)
      #expect(try image.adjusting() == image)
      #expect(try image.contrasted(by: 1) == image)
    }
    let image = pattern(6, 5, 4)
    let changed = try image.adjusting(hue: 0.3, saturation: 0.2, value: 1.5).contrasted(by: 2)
    #expect(changed != image)
    for i in stride(from: 3, to: image.samples.count, by: 4) {
      #expect(changed.samples[i] == image.samples[i])
    }
  }

  @Test func noSaturationIsGrey() throws {
    let grey = try pattern(6, 5, 3).adjusting(saturation: 0)
    for i in stride(from: 0, to: grey.samples.count, by: 3) {
      #expect(Set(grey.samples[i..<i + 3]).count == 1)
    }
  }

  @Test func whatIsNotANumberIsRefused() {
    let image = pattern(2, 2, 3)
    #expect(throws: ImageError.self) { try image.adjusting(hue: .nan) }
    #expect(throws: ImageError.self) { try image.adjusting(saturation: -1) }
    #expect(throws: ImageError.self) { try image.adjusting(value: .infinity) }
    #expect(throws: ImageError.self) { try image.contrasted(by: -0.1) }
  }
}
